import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import type { StartedProcess } from '../support/process';
import { readAccounts } from './ledger';
import { type Served, ServedGateway } from './served-gateway';
import { holdWriteLock } from './write-lock';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';

let folder: TemporaryFolder;
let gateway: ServedGateway;
let holder: StartedProcess | undefined;
const url = () => `sqlite:${join(folder.path, 'gateway.db')}`;

async function start(graceMs: number): Promise<void> {
  gateway = new ServedGateway(
    { url, dataFolder: () => folder.path },
    { SECRETS_GATEWAY_SHUTDOWN_GRACE_MS: String(graceMs) },
  );
  await gateway.start();
}

/** Requests that cannot be answered before the lock is given back; returns when all of them have arrived. */
async function inFlight(count: number): Promise<{ answers: Promise<Served[]> }> {
  holder = await holdWriteLock(url());
  const { organizationId } = gateway;
  const asked = Array.from({ length: count }, (_, at) =>
    gateway.ask(CREATE, { input: { organizationId, name: `flight-${at}`, value: 'v' } }),
  );
  // A later connection is accepted after the earlier ones: when it has its answer, they have arrived.
  for (let each = 0; each < 2; each++) expect(await gateway.health('live')).toBe(200);
  const answers = Promise.all(asked);
  answers.catch(() => undefined);
  return { answers };
}

async function milliseconds(work: Promise<unknown>): Promise<number> {
  const begun = Date.now();
  await work;
  return Date.now() - begun;
}

beforeEach(() => {
  folder = createTemporaryFolder('shutdown');
});
afterEach(async () => {
  await holder?.kill('SIGKILL');
  await gateway.kill();
  folder.remove();
});

describe('SIGTERM', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'and its like, here %s: what is in flight is answered, new connections are refused, exit 0',
    async (signal) => {
      await start(600_000);
      const { answers } = await inFlight(20);
      gateway.child.signal(signal);
      await gateway.untilHealth('live', 0);
      expect(gateway.child.stderr()).toContain('"event":"closing"');
      await holder?.kill('SIGKILL');
      expect((await answers).map(({ status, code }) => [status, code])).toEqual(
        Array.from({ length: 20 }, () => [200, undefined]),
      );
      expect(await gateway.child.exit).toEqual({ code: 0, signal: null });
      expect((await gateway.inspect(readAccounts)).size).toBe(20);
    },
  );

  it('with nothing in flight but idle connections: exit 0 at once', async () => {
    await start(600_000);
    const idle = await Promise.all(Array.from({ length: 5 }, () => keptAlive(gateway.port)));
    expect(await gateway.child.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    for (const socket of idle) socket.destroy();
  });

  it('with a client that never finishes its request: it is cut after the grace time, exit 0', async () => {
    await start(700);
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${gateway.token}\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{`,
    );
    await pause(300);
    const took = await milliseconds(gateway.child.kill('SIGTERM'));
    expect(await gateway.child.exit).toEqual({ code: 0, signal: null });
    expect(took).toBeGreaterThanOrEqual(650);
    socket.destroy();
  });

  it('with a request that the database does not let go: the process ends all the same, soon after', async () => {
    await start(300);
    const { answers } = await inFlight(3);
    const took = await milliseconds(gateway.child.kill('SIGTERM'));
    expect(await gateway.child.exit).toEqual({ code: 0, signal: null });
    expect(took).toBeGreaterThanOrEqual(250);
    await expect(answers).rejects.toThrow();
    await holder?.kill('SIGKILL');
    expect((await gateway.inspect(readAccounts)).size).toBe(0);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('and a second signal, %s, ends it at once', async (second, code) => {
    await start(600_000);
    const { answers } = await inFlight(1);
    gateway.child.signal('SIGTERM');
    await gateway.child.waitForLine(/"event":"closing"/);
    expect(await gateway.child.kill(second)).toEqual({ code, signal: null });
    await expect(answers).rejects.toThrow();
  });
});

/** A connection that has had an answer and is kept for the next request. */
function keptAlive(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    );
    socket.once('error', fail);
    socket.once('data', () => {
      socket.on('error', () => undefined);
      done(socket);
    });
  });
}
