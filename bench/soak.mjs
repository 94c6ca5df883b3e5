// Measures the time from the start to the first response, and the resident memory after many requests.
// usage: npm run build && npm run bench:soak [-- --requests 10000 --clients 8]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { OPERATIONS } from './operations.mjs';

const { values: options } = parseArgs({
  options: { requests: { type: 'string', default: '10000' }, clients: { type: 'string', default: '8' } },
});
const requests = Number(options.requests);
const clients = Number(options.clients);
const GOALS = { startMs: 2000, residentMiB: 200 };
const TOKEN = 'soak-token-of-the-first-owner-0123456789';
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-soak-'));
const agent = new Agent({ keepAlive: true, maxSockets: clients });
const port = await freePort();
// As in production: without a playground, and without a dispenser beside it.
const environment = {
  PATH: process.env.PATH,
  SECRETS_GATEWAY_DATA_DIR: folder,
  SECRETS_GATEWAY_BOOTSTRAP_TOKEN: TOKEN,
  SECRETS_GATEWAY_PORT: String(port),
  SECRETS_GATEWAY_PLAYGROUND: 'off',
  SECRETS_GATEWAY_DISPENSER: 'off',
  SECRETS_GATEWAY_LOG_LEVEL: 'warn',
};

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address();
  probe.close();
  await once(probe, 'close');
  return free;
}

function send(body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${TOKEN}`,
      'content-length': Buffer.byteLength(text),
    };
    const sent = request(
      { port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers, agent },
      (response) => {
        const pieces = [];
        response.on('data', (piece) => pieces.push(piece));
        response.on('end', () => {
          const { data, errors } = JSON.parse(Buffer.concat(pieces).toString());
          if (errors) reject(new Error(`The gateway answered ${response.statusCode}.`));
          else resolve(data);
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** CPU milliseconds of a process and of its children that have ended. Linux only. */
function cpuMs({ pid }) {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // utime, stime, cutime and cstime, in ticks of 10 ms.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
}

/** Starts the gateway and waits for its first response. @returns the process, and both times in milliseconds. */
async function start() {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: environment,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (;;) {
    try {
      await send({ query: '{ viewer { id } }' });
      return { child, milliseconds: performance.now() - started, cpu: cpuMs(child) };
    } catch (error) {
      if (child.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function stop(child) {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Resident memory of a process in MiB, now and at its peak. Linux only. */
function residentMiB({ pid }) {
  if (process.platform !== 'linux') return undefined;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

let missed = 0;
function printFigure(what, figure, goal, unit) {
  const met = goal === undefined || figure < goal;
  if (!met) missed += 1;
  process.stdout.write(
    `${what.padEnd(44)} ${figure.toFixed(0).padStart(6)} ${unit}${goal === undefined ? '' : `  (goal ${goal}: ${met ? 'met' : 'MISSED'})`}\n`,
  );
}

try {
  const first = await start();
  printFigure('first start to first response (keys, tables)', first.milliseconds, GOALS.startMs, 'ms');
  if (first.cpu !== undefined) printFigure('  CPU time', first.cpu, undefined, 'ms');
  await stop(first.child);
  const later = [];
  for (let round = 0; round < 5; round++) {
    const { child, milliseconds } = await start();
    later.push(milliseconds);
    await stop(child);
  }
  printFigure(
    'later start to first response (median of 5)',
    later.toSorted((a, b) => a - b)[2],
    GOALS.startMs,
    'ms',
  );

  const { child } = await start();
  const { organization } = await send({ query: '{ organization(slug: "default") { id } }' });
  const input = { organizationId: organization.id, name: 'SEED', value: 'seed' };
  const { createSecret } = await send({
    query: 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
    variables: { input },
  });
  const seeded = { organization: organization.id, secret: createSecret.secret.id };
  const names = Object.keys(OPERATIONS);
  let sent = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (sent < requests) {
        const index = sent++;
        const { query, variables } = OPERATIONS[names[index % names.length]];
        await send({ query, variables: variables(seeded, index) });
      }
    }),
  );
  printFigure(
    `${requests} requests (${names.join(', ')} in turn)`,
    (performance.now() - started) / 1000,
    undefined,
    's',
  );
  const resident = residentMiB(child);
  if (resident !== undefined) {
    printFigure('resident memory after the requests', resident.now, GOALS.residentMiB, 'MiB');
    printFigure('resident memory at its peak', resident.peak, undefined, 'MiB');
  }
  await stop(child);
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed > 0 ? 1 : 0;
