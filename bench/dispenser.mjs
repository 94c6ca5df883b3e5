// Compares the CPU time of the dispenser with a baseline in the same run: polls that answer 304, deliveries of 1, 20 and
// 200 secrets, injected requests.
// usage: npm run bench:dispenser [-- --rounds 5]
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillGateway, TOKEN } from './gateway-data.mjs';
import { median, ServerProcess, verdictOf } from './server-process.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(options.rounds);
const MAX_CLIENTS = 16;
/** Rounds that are not counted, because code that is called often is still being compiled. */
const UNCOUNTED_ROUNDS = 3;
process.env.NODE_ENV = 'production';
const require = createRequire(import.meta.url);
const { ConsumerKey } = require('../dist/crypto/open/consumer-opening-key.js');
const { CHALLENGE_INFO, formatProof, makeProof } = require('../dist/crypto/proof.js');

const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-bench-'));
const environment = {
  ...process.env,
  SECRETS_GATEWAY_DATA_DIR: folder,
  SECRETS_GATEWAY_BOOTSTRAP_TOKEN: TOKEN,
  SECRETS_GATEWAY_LOG_LEVEL: 'silent',
  SECRETS_GATEWAY_DISPENSER_PORT: '0',
  SECRETS_GATEWAY_UPSTREAM_NETWORKS: '127.0.0.0/8',
};
const upstream = createServer((_, response) => response.end('{"ok":true}'));
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const upstreamHost = `127.0.0.1:${upstream.address().port}`;

async function fill(ask) {
  const { id: organizationId } = (await ask('{ organization(slug: "default") { id } }')).organization;
  const usePolicy = {
    hosts: [upstreamHost],
    methods: ['GET'],
    pathPrefixes: ['/'],
    slots: ['authorization'],
    waysOut: ['DELIVER', 'INJECT'],
  };
  const names = Array.from({ length: 200 }, (_, index) => `S_${String(index).padStart(3, '0')}`);
  for (const name of names) {
    const input = { organizationId, name, value: randomBytes(24).toString('hex'), usePolicy };
    await ask('mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }', {
      input,
    });
  }
  const key = ConsumerKey.generate();
  const input = { organizationId, name: 'bench', publicKey: key.publicKey, uses: { namePrefix: 'S_' } };
  const { createConsumer } = await ask(
    'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
    { input },
  );
  return { organizationId, names, key, consumerId: createConsumer.consumer.id };
}

const data = await fillGateway(environment, fill);
const start = (file) =>
  new ServerProcess(file, {
    clients: MAX_CLIENTS,
    env: { ...environment, ORGANIZATION: data.organizationId },
  }).start();
const dispenser = await start('./dispenser-server.mjs');
const baseline = await start('./dispenser-baseline.mjs');

async function send(server, path, body, headers, expected) {
  const response = await server.send('POST', path, body, headers);
  if (response.status !== expected) {
    throw new Error(`${path} answered ${response.status}: ${response.text.slice(0, 200)}`);
  }
  return response;
}

const { text } = await send(
  dispenser,
  '/challenges',
  JSON.stringify({ consumerId: data.consumerId }),
  {},
  200,
);
const { challenge, enc, ciphertext } = JSON.parse(text);
const context = { info: CHALLENGE_INFO, aad: Buffer.from(challenge) };
const session = await ConsumerKey.open(data.key, { enc, ciphertext }, context);

/** Sends an authenticated request. The baseline gets the same one at its own path, so that the client works as much. */
const ask = (path, content, expected, { headers = {}, server = dispenser, sentTo = path } = {}) => {
  const body = JSON.stringify(content);
  const nonce = randomBytes(16).toString('base64url');
  const proof = makeProof(session, challenge, nonce, { method: 'POST', path, body: Buffer.from(body) });
  return send(server, sentTo, body, { authorization: formatProof(proof), ...headers }, expected);
};

const { etag } = (await ask('/deliveries', {}, 200)).headers;
const deliver = (count) => ({
  count: Math.max(12, Math.round(400 / count)),
  ours: () => ask('/deliveries', { only: data.names.slice(0, count) }, 200),
  bare: () => ask('/deliveries', {}, 200, { server: baseline, sentTo: `/crypto/${count}` }),
});
const poll = { 'if-none-match': etag };
const injected = { url: `http://${upstreamHost}/`, auth: { type: 'bearer', secret_ref: data.names[0] } };
const CASES = {
  // Polls come from many workloads at once.
  'poll, 304': {
    count: 1600,
    clients: MAX_CLIENTS,
    goal: 1.5,
    ours: () => ask('/deliveries', {}, 304, { headers: poll }),
    bare: () => ask('/deliveries', {}, 304, { headers: poll, server: baseline, sentTo: '/poll' }),
  },
  'delivery of 1': deliver(1),
  'delivery of 20': { ...deliver(20), goal: 3 },
  'delivery of 200': deliver(200),
  injection: {
    count: 200,
    ours: () => ask('/requests', injected, 200),
    bare: () => ask('/deliveries', {}, 200, { server: baseline, sentTo: '/crypto/1' }),
  },
};

let missed = 0;
try {
  process.stdout.write(
    'CPU time of one request in microseconds (median of the rounds), and the ratio to the baseline\n\n',
  );
  for (const [name, { count, clients = 4, goal, ours, bare }] of Object.entries(CASES)) {
    const figures = { ours: [], bare: [], ratio: [] };
    for (let round = -UNCOUNTED_ROUNDS; round < rounds; round++) {
      const here = await dispenser.cpuPerRequest(count, clients, ours);
      const there = await baseline.cpuPerRequest(count, clients, bare);
      if (round < 0) continue;
      figures.ours.push(here);
      figures.bare.push(there);
      figures.ratio.push(here / there);
    }
    const ratio = median(figures.ratio);
    const verdict = verdictOf(ratio, goal);
    missed += verdict.missed;
    const [cost, least] = [median(figures.ours), median(figures.bare)];
    process.stdout.write(
      `${name.padEnd(16)} dispenser ${cost.toFixed(0).padStart(7)}   baseline ${least.toFixed(0).padStart(7)}   ratio ${ratio.toFixed(2)}${verdict.text}   ${(1e6 / cost).toFixed(0)} requests in a second of CPU\n`,
    );
  }
} finally {
  dispenser.stop();
  baseline.stop();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
