// Compares the gateway with its floors by CPU time per request, in one run: get one, list 100, create.
// usage: npm run bench [-- --requests 400 --rounds 5]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DIALECT_LIST, OPERATIONS } from './operations.mjs';

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '400' }, rounds: { type: 'string', default: '5' } },
});
const requests = Number(options.requests);
const rounds = Number(options.rounds);
const GOALS = { list: 3, create: 3 };
/** A dialect may take this much of what the same work takes through GraphQL. */
const DIALECT_GOAL = 1.3;

process.env.NODE_ENV = 'production';
const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-bench-'));
const TOKEN = 'bench-token-of-the-first-owner-0123456789';
const environment = {
  ...process.env,
  DATA_DIR: folder,
  BOOTSTRAP_TOKEN: TOKEN,
  LOG_LEVEL: 'silent',
  RATE_LIMIT: 'off',
};

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
  const { organization } = await ask('{ organization(slug: "default") { id } }');
  let secret;
  for (let index = 0; index < 150; index++) {
    const input = {
      organizationId: organization.id,
      name: `SEED_${String(index).padStart(3, '0')}`,
      value: `seed ${index}`,
      note: `what it is for, ${index}`,
    };
    secret = (
      await ask('mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }', {
        input,
      })
    ).createSecret.secret.id;
  }
  await gateway.close();
  return { organization: organization.id, secret };
}

class Served {
  constructor(file, seeded) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 4 });
    this.child = fork(new URL(file, import.meta.url), {
      env: { ...environment, ORGANIZATION: seeded.organization, SECRET: seeded.secret },
      execArgv: ['--expose-gc'],
    });
  }
  async start() {
    const [{ port }] = await once(this.child, 'message');
    this.port = port;
    return this;
  }
  /** A server may have closed connections that were idle while the others were measured. */
  reconnect() {
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: 4 });
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
  send(path, body, method = 'POST') {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${TOKEN}`,
        ...(method !== 'GET' && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        }),
      };
      const sent = request(
        { port: this.port, host: '127.0.0.1', path, method, headers, agent: this.agent },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode !== 200 || text.includes('"errors"'))
              reject(new Error(`${path} answered ${response.statusCode}`));
            else resolve(text);
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

let serial = 0;
/** CPU time of the server for each of `count` requests from four clients. */
async function microsecondsOf(served, count, send) {
  served.reconnect();
  const before = await served.cpu('begin');
  const lanes = Array.from({ length: 4 }, async () => {
    for (let index = 0; index < count / 4; index++) await send();
  });
  await Promise.all(lanes);
  return ((await served.cpu('end')) - before) / count;
}

function microseconds(served, name, path, seeded, count) {
  const { query, variables } = OPERATIONS[name];
  return microsecondsOf(served, count, () =>
    served.send(path, JSON.stringify({ query, variables: variables(seeded, serial++) })),
  );
}

/** The same list of 100, with the same fields, through GraphQL and through a dialect. */
async function compareDialect(served, seeded) {
  const query = JSON.stringify({ query: DIALECT_LIST });
  const path = `/v3/organizations/${seeded.organization}/secrets?first=100`;
  const ratios = [];
  for (let round = -1; round < rounds; round++) {
    const graphql = await microsecondsOf(served, requests, () => served.send('/graphql', query));
    const dialect = await microsecondsOf(served, requests, () => served.send(path, '', 'GET'));
    if (round >= 0) ratios.push(dialect / graphql);
  }
  return median(ratios);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const seeded = await seed();
const gateway = await new Served('./gateway-served.mjs', seeded).start();
const floor = await new Served('./floor-served.mjs', seeded).start();
const apollo = await new Served('./apollo-served.mjs', seeded).start();
let missed = 0;
try {
  process.stdout.write(
    'CPU time per request in microseconds (median of the rounds), and the ratio of the gateway to each floor\n\n',
  );
  for (const name of Object.keys(OPERATIONS)) {
    const figures = { gateway: [], floor: [], apollo: [], byFloor: [], byApollo: [] };
    for (let round = -1; round < rounds; round++) {
      const ours = await microseconds(gateway, name, '/graphql', seeded, requests);
      const bare = await microseconds(floor, name, `/${name}`, seeded, requests);
      const plain = await microseconds(apollo, name, '/', seeded, requests);
      if (round < 0) continue;
      figures.gateway.push(ours);
      figures.floor.push(bare);
      figures.apollo.push(plain);
      figures.byFloor.push(ours / bare);
      figures.byApollo.push(ours / plain);
    }
    const ratio = median(figures.byFloor);
    const goal = GOALS[name];
    const verdict =
      goal === undefined ? '' : ratio <= goal ? `  (goal ${goal}: kept)` : `  (goal ${goal}: MISSED)`;
    if (goal !== undefined && ratio > goal) missed += 1;
    process.stdout.write(
      `${name.padEnd(7)} gateway ${median(figures.gateway).toFixed(0).padStart(6)}   node:http + driver ${median(figures.floor).toFixed(0).padStart(6)}   bare Apollo ${median(figures.apollo).toFixed(0).padStart(6)}   ratio to the first ${ratio.toFixed(2)}${verdict}, to the second ${median(figures.byApollo).toFixed(2)}\n`,
    );
  }
  const dialect = await compareDialect(gateway, seeded);
  if (dialect > DIALECT_GOAL) missed += 1;
  const verdict = dialect <= DIALECT_GOAL ? 'kept' : 'MISSED';
  process.stdout.write(
    `dialect list of 100 through Devin’s API, ratio to the same through GraphQL ${dialect.toFixed(2)}  (goal ${DIALECT_GOAL}: ${verdict})\n`,
  );
} finally {
  for (const served of [gateway, floor, apollo]) served.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
