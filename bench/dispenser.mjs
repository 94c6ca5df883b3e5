// Compares the dispenser with its floors by CPU time per request, in one run: 304 polls, deliveries of 1, 20 and 200
// secrets, injected requests.
// usage: npm run bench:dispenser [-- --rounds 5]
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(options.rounds);
const MOST_CLIENTS = 16;
/** Rounds that are not counted: what is compiled only after a while is compiled then. */
const WARMING = 3;
process.env.NODE_ENV = 'production';
const require = createRequire(import.meta.url);
const { ConsumerKey } = require('../dist/crypto/open/consumer-opening-key.js');
const { CHALLENGE_INFO, formatProof, makeProof } = require('../dist/crypto/proof.js');

const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-bench-'));
const TOKEN = 'bench-token-of-the-first-owner-0123456789';
const environment = {
  ...process.env,
  DATA_DIR: folder,
  BOOTSTRAP_TOKEN: TOKEN,
  LOG_LEVEL: 'silent',
  DISPENSER_PORT: '0',
  UPSTREAM_NETWORKS: '127.0.0.0/8',
};
const upstream = createServer((_, response) => response.end('{"ok":true}'));
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const upstreamHost = `127.0.0.1:${upstream.address().port}`;

async function seed() {
  const generate = fork(new URL('../dist/main.js', import.meta.url), ['keys', 'generate'], {
    env: environment,
    silent: true,
  });
  await once(generate, 'exit');
  const { createGateway } = require('../dist/gateway.js');
  const { readConfig } = require('../dist/config/config.js');
  const { Log } = require('../dist/log.js');
  const gateway = await createGateway(
    readConfig({ ...environment, PLAYGROUND: 'off' }),
    new Log('silent', () => {}),
  );
  const ask = async (query, variables) => {
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ query, variables }),
    });
    return JSON.parse(answer.body).data;
  };
  const { id: organizationId } = (await ask('{ organization(slug: "default") { id } }')).organization;
  const usePolicy = {
    hosts: [upstreamHost],
    methods: ['GET'],
    pathPrefixes: ['/'],
    slots: ['authorization'],
  };
  for (let index = 0; index < 200; index++) {
    const sizes = `${index < 1 ? 'A' : ''}${index < 20 ? 'B' : ''}`.padStart(2, '-');
    const input = {
      organizationId,
      name: `S_${sizes}_${index}`,
      value: randomBytes(24).toString('hex'),
      usePolicy,
    };
    await ask('mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }', {
      input,
    });
  }
  const key = ConsumerKey.generate();
  const input = { organizationId, name: 'bench', publicKey: key.publicKey, uses: { namePrefix: 'S_' } };
  const made = await ask(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
    { input },
  );
  const { organization } = await ask(
    '{ organization(slug: "default") { secrets(first: 200) { nodes { name } } } }',
  );
  await gateway.close();
  const names = organization.secrets.nodes.map(({ name }) => name);
  return { organizationId, names, key, consumer: made.createConsumer.consumer.id };
}

class Served {
  constructor(file, more = {}) {
    this.agent = new Agent({ keepAlive: true, maxSockets: MOST_CLIENTS });
    this.child = fork(new URL(file, import.meta.url), {
      env: { ...environment, ...more },
      execArgv: ['--expose-gc'],
    });
  }
  async start() {
    const [{ port }] = await once(this.child, 'message');
    this.port = port;
    return this;
  }
  /** @param moment `begin` or `end` of what is measured. */
  async cpu(moment) {
    this.child.send(moment);
    const [{ cpu }] = await once(this.child, 'message');
    return cpu;
  }
  stop() {
    this.agent.destroy();
    this.child.kill();
  }
  send(path, body, headers, expected) {
    return new Promise((resolve, reject) => {
      const all = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      };
      const sent = request(
        { port: this.port, host: '127.0.0.1', path, method: 'POST', headers: all, agent: this.agent },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === expected) resolve({ text, etag: response.headers.etag });
            else reject(new Error(`${path} answered ${response.statusCode}: ${text.slice(0, 200)}`));
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const seeded = await seed();
const dispenser = await new Served('./dispenser-served.mjs').start();
const floor = await new Served('./dispenser-floor.mjs', { ORGANIZATION: seeded.organizationId }).start();

const { text } = await dispenser.send(
  '/challenges',
  JSON.stringify({ consumerId: seeded.consumer }),
  {},
  200,
);
const { challenge, enc, ciphertext } = JSON.parse(text);
const context = { info: CHALLENGE_INFO, aad: Buffer.from(challenge) };
const session = await ConsumerKey.open(seeded.key, { enc, ciphertext }, context);
// The floor gets the same requests, so that both are asked at the same pace.
const ask = (path, content, expected, more = {}, served = dispenser, place = path) => {
  const body = JSON.stringify(content);
  const nonce = randomBytes(16).toString('base64url');
  const proof = makeProof(session, challenge, nonce, { method: 'POST', path, body: Buffer.from(body) });
  return served.send(place, body, { authorization: formatProof(proof), ...more }, expected);
};

async function microseconds(served, { count, clients = 4 }, once) {
  const before = await served.cpu('begin');
  const lanes = Array.from({ length: clients }, async () => {
    for (let index = 0; index < count / clients; index++) await once();
  });
  await Promise.all(lanes);
  return ((await served.cpu('end')) - before) / count;
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const { etag } = await ask('/deliveries', {}, 200);
const deliver = (count) => ({
  count: Math.max(12, Math.round(400 / count)),
  ours: () => ask('/deliveries', { only: seeded.names.slice(0, count) }, 200),
  bare: () => ask('/deliveries', {}, 200, {}, floor, `/crypto/${count}`),
});
const injected = { url: `http://${upstreamHost}/`, auth: { type: 'bearer', secret_ref: seeded.names[0] } };
const CASES = {
  // Polls come from many workloads at once; the floor gets them at the same pace.
  'poll, 304': {
    count: 1600,
    clients: MOST_CLIENTS,
    goal: 1.5,
    ours: () => ask('/deliveries', {}, 304, { 'if-none-match': etag }),
    bare: () => ask('/deliveries', {}, 304, { 'if-none-match': etag }, floor, '/poll'),
  },
  'delivery of 1': deliver(1),
  'delivery of 20': { ...deliver(20), goal: 3 },
  'delivery of 200': deliver(200),
  injection: {
    count: 200,
    ours: () => ask('/requests', injected, 200),
    bare: () => ask('/deliveries', {}, 200, {}, floor, '/crypto/1'),
  },
};

let missed = 0;
try {
  process.stdout.write(
    'CPU time per request in microseconds (median of the rounds), and the ratio to the floor\n\n',
  );
  for (const [name, asked] of Object.entries(CASES)) {
    const { goal, ours, bare } = asked;
    const figures = { ours: [], bare: [], ratio: [] };
    for (let round = -WARMING; round < rounds; round++) {
      const here = await microseconds(dispenser, asked, ours);
      const there = await microseconds(floor, asked, bare);
      if (round < 0) continue;
      figures.ours.push(here);
      figures.bare.push(there);
      figures.ratio.push(here / there);
    }
    const ratio = median(figures.ratio);
    const verdict = goal === undefined ? '' : `  (goal ${goal}: ${ratio <= goal ? 'kept' : 'MISSED'})`;
    if (goal !== undefined && ratio > goal) missed += 1;
    const [cost, least] = [median(figures.ours), median(figures.bare)];
    process.stdout.write(
      `${name.padEnd(16)} dispenser ${cost.toFixed(0).padStart(7)}   floor ${least.toFixed(0).padStart(7)}   ratio ${ratio.toFixed(2)}${verdict}   ${(1e6 / cost).toFixed(0)} a second of CPU\n`,
    );
  }
} finally {
  dispenser.stop();
  floor.stop();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
