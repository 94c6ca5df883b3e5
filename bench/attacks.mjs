// Measures how a gateway answers others while one caller attacks it: the time of /health/live, and of an honest write.
// The rate limit does not count callers on loopback, so that only the limits of a single request help.
// usage: npm run bench:attacks [-- --seconds 10 --connections 4]
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ATTACKS } from './attack-requests.mjs';
import { fillGateway, TOKEN } from './gateway-data.mjs';
import { median } from './server-process.mjs';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, connections: { type: 'string', default: '4' } },
});
const durationMs = Number(options.seconds) * 1_000;
const connections = Number(options.connections);
/** The most milliseconds at the median. */
const GOALS = { live: 250, write: 1_000 };
const SECRETS = 500;

process.env.NODE_ENV = 'production';
const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-bench-'));
const environment = {
  ...process.env,
  SECRETS_GATEWAY_DATA_DIR: folder,
  SECRETS_GATEWAY_BOOTSTRAP_TOKEN: TOKEN,
  SECRETS_GATEWAY_LOG_LEVEL: 'silent',
};

async function fill(ask) {
  const { id: organizationId } = (await ask('{ organization(slug: "default") { id } }')).organization;
  const created = await ask(
    'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }',
    { input: { slug: 'honest', name: 'Honest' } },
  );
  for (let index = 0; index < SECRETS; index++) {
    const input = { organizationId, name: `S_${index}`, value: randomBytes(16).toString('hex') };
    await ask('mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }', {
      input,
    });
  }
  for (let index = 0; index < 20; index++) {
    const publicKey = randomBytes(32).toString('base64url');
    const input = { organizationId, name: `c-${index}`, publicKey, uses: { namePrefix: 'S_' } };
    await ask(
      'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
      {
        input,
      },
    );
  }
  return { organizationId, honestId: created.createOrganization.organization.id };
}

const data = await fillGateway(environment, fill);
const gateway = fork(new URL('./gateway-server.mjs', import.meta.url), {
  env: environment,
  execArgv: ['--expose-gc'],
});
const [{ port }] = await once(gateway, 'message');

/** Sends one request on a connection of its own kind and resolves with the milliseconds that it took. */
function timed(agent, { path = '/graphql', body, token }) {
  const begin = performance.now();
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${TOKEN}`;
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent }, (response) => {
      response.resume().on('end', () => resolve(performance.now() - begin));
    });
    sent.on('error', reject).end(body);
  });
}

/** Times of one request, sent again `everyMs` milliseconds after each answer. */
async function sampled(isOver, everyMs, next) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  while (!isOver()) {
    times.push(await timed(agent, next()));
    await pause(everyMs);
  }
  agent.destroy();
  return times;
}

let written = 0;
const write = () => {
  const input = { organizationId: data.honestId, name: `W_${++written}`, value: 'an honest value' };
  const query = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
  return { token: true, body: JSON.stringify({ query, variables: { input } }) };
};

async function measured(attack) {
  let isOver = false;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let sent = 0;
  const attackers = Array.from({ length: attack === undefined ? 0 : connections }, async () => {
    while (!isOver) {
      sent += 1;
      await timed(agent, attack(data)).catch(() => undefined);
    }
  });
  const over = () => isOver;
  const live = sampled(over, 50, () => ({ path: '/health/live' }));
  const writes = sampled(over, 200, write);
  await pause(durationMs);
  isOver = true;
  const times = { live: await live, writes: await writes };
  await Promise.all(attackers);
  agent.destroy();
  return { ...times, sent };
}

let missed = 0;
try {
  await measured();
  console.log(`${connections} connections, ${options.seconds} s each; milliseconds, median and longest`);
  for (const [name, attack] of [['no attack', undefined], ...Object.entries(ATTACKS)]) {
    const { live, writes, sent } = await measured(attack);
    const figures = (times) => `${median(times).toFixed(0)} ${Math.max(...times).toFixed(0)}`;
    const isMet = median(live) <= GOALS.live && median(writes) <= GOALS.write;
    if (!isMet) missed += 1;
    const verdict = isMet ? 'met' : 'MISSED';
    console.log(`${name}: live ${figures(live)}, write ${figures(writes)}, ${sent} sent  (${verdict})`);
  }
} finally {
  gateway.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
