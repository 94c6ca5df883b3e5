// Compares the CPU time of the gateway with two baselines in the same run: get one secret, list 100, create one.
// usage: npm run bench [-- --requests 400 --rounds 5]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillGateway, TOKEN } from './gateway-data.mjs';
import { DIALECT_LIST, OPERATIONS } from './operations.mjs';
import { median, ServerProcess, verdictOf } from './server-process.mjs';

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '400' }, rounds: { type: 'string', default: '5' } },
});
const requests = Number(options.requests);
const rounds = Number(options.rounds);
const CLIENTS = 4;
/** Most CPU time of an operation, as a multiple of the first baseline. */
const GOALS = { list: 3, create: 3 };
/** Most CPU time of a dialect, as a multiple of the same work through GraphQL. */
const DIALECT_GOAL = 1.3;

process.env.NODE_ENV = 'production';
const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-bench-'));
const environment = {
  ...process.env,
  SECRETS_GATEWAY_DATA_DIR: folder,
  SECRETS_GATEWAY_BOOTSTRAP_TOKEN: TOKEN,
  SECRETS_GATEWAY_LOG_LEVEL: 'silent',
  SECRETS_GATEWAY_RATE_LIMIT: 'off',
};

async function fill(ask) {
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
  return { organization: organization.id, secret };
}

async function send(server, method, path, body = '') {
  const { status, text } = await server.send(method, path, body, { authorization: `Bearer ${TOKEN}` });
  if (status !== 200 || text.includes('"errors"')) throw new Error(`${path} answered ${status}`);
}

const data = await fillGateway(environment, fill);
let created = 0;

function cpuOf(server, name, path) {
  const { query, variables } = OPERATIONS[name];
  return server.cpuPerRequest(requests, CLIENTS, () =>
    send(server, 'POST', path, JSON.stringify({ query, variables: variables(data, created++) })),
  );
}

/** The same list of 100, with the same fields, through GraphQL and through a dialect. */
async function compareDialect(server) {
  const query = JSON.stringify({ query: DIALECT_LIST });
  const path = `/v3/organizations/${data.organization}/secrets?first=100`;
  const ratios = [];
  for (let round = -1; round < rounds; round++) {
    const graphql = await server.cpuPerRequest(requests, CLIENTS, () =>
      send(server, 'POST', '/graphql', query),
    );
    const dialect = await server.cpuPerRequest(requests, CLIENTS, () => send(server, 'GET', path));
    // The first round is not counted: it compiles.
    if (round >= 0) ratios.push(dialect / graphql);
  }
  return median(ratios);
}

const start = (file) =>
  new ServerProcess(file, {
    clients: CLIENTS,
    env: { ...environment, ORGANIZATION: data.organization, SECRET: data.secret },
  }).start();
const gateway = await start('./gateway-server.mjs');
const http = await start('./http-baseline.mjs');
const apollo = await start('./apollo-baseline.mjs');
const figureOf = (numbers) => median(numbers).toFixed(0).padStart(6);
let missed = 0;
try {
  process.stdout.write(
    'CPU time of one request in microseconds (median of the rounds), and the ratio of the gateway to each baseline\n\n',
  );
  for (const name of Object.keys(OPERATIONS)) {
    const figures = { gateway: [], http: [], apollo: [], toHttp: [], toApollo: [] };
    for (let round = -1; round < rounds; round++) {
      const ours = await cpuOf(gateway, name, '/graphql');
      const bare = await cpuOf(http, name, `/${name}`);
      const plain = await cpuOf(apollo, name, '/');
      if (round < 0) continue;
      figures.gateway.push(ours);
      figures.http.push(bare);
      figures.apollo.push(plain);
      figures.toHttp.push(ours / bare);
      figures.toApollo.push(ours / plain);
    }
    const ratio = median(figures.toHttp);
    const verdict = verdictOf(ratio, GOALS[name]);
    missed += verdict.missed;
    process.stdout.write(
      `${name.padEnd(7)} gateway ${figureOf(figures.gateway)}   node:http + driver ${figureOf(figures.http)}   bare Apollo ${figureOf(figures.apollo)}   ratio to node:http ${ratio.toFixed(2)}${verdict.text}, to Apollo ${median(figures.toApollo).toFixed(2)}\n`,
    );
  }
  const ratio = await compareDialect(gateway);
  const verdict = verdictOf(ratio, DIALECT_GOAL);
  missed += verdict.missed;
  process.stdout.write(
    `dialect list of 100 through the Devin API   ratio to the same list through GraphQL ${ratio.toFixed(2)}${verdict.text}\n`,
  );
} finally {
  for (const server of [gateway, http, apollo]) server.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
