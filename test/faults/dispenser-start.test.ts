import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../leak/exchange';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { type StartedProcess, startCli } from '../support/process';
import { commandOn, ServedGateway } from './served-gateway';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';

let server: OwnPostgres;
let own: TemporaryFolder;
let stranger: TemporaryFolder;
let dispenser: StartedProcess | undefined;
let port = 0;

/** One gateway has stored a value; the keys in the other folder are of no database yet. */
beforeAll(async () => {
  server = await startOwnPostgres();
  [own, stranger] = [createTemporaryFolder('own'), createTemporaryFolder('stranger')];
  const gateway = new ServedGateway({ url: () => server.url, dataFolder: () => own.path });
  await gateway.start();
  const input = { organizationId: gateway.organizationId, name: 'ONE', value: 'one' };
  expect((await gateway.ask(CREATE, { input })).code).toBeUndefined();
  await gateway.child.kill('SIGTERM');
  const other = new ServedGateway({ url: () => server.url, dataFolder: () => stranger.path });
  expect((await commandOn(other, ['keys', 'generate'])).code).toBe(0);
});
afterEach(async () => {
  await dispenser?.kill('SIGKILL');
  await server.restart();
});
afterAll(async () => {
  await server.remove();
  own.remove();
  stranger.remove();
});

/** Starts a dispenser whose keys are in these files and waits for its port. */
async function launch(keys: { opening: string; audit: string }, url = server.url): Promise<void> {
  const env = {
    SECRETS_GATEWAY_DATABASE_URL: url,
    SECRETS_GATEWAY_DATA_DIR: own.path,
    SECRETS_GATEWAY_OPENING_KEY_FILE: join(keys.opening, 'opening/opening.key'),
    SECRETS_GATEWAY_AUDIT_KEY_FILE: join(keys.audit, 'audit.key'),
    SECRETS_GATEWAY_DISPENSER_PORT: '0',
  };
  dispenser = startCli(['dispense'], { env, cwd: own.path });
  const line = await dispenser.waitForLine(/"event":"dispenser listening"/);
  port = (JSON.parse(line) as { port: number }).port;
}

const health = async (which: 'live' | 'ready') =>
  exchange(port, { method: 'GET', path: `/health/${which}` }).then(
    ({ status }) => status,
    () => 0,
  );

async function untilReady(): Promise<void> {
  for (const end = Date.now() + 300_000; (await health('ready')) !== 200; await pause(25)) {
    if (Date.now() > end) throw new Error('the dispenser is not ready');
  }
}

describe('a dispenser that starts while PostgreSQL is down', () => {
  it('lives, is not ready, refuses with UNAVAILABLE, and serves by itself when the database is there', async () => {
    await server.stop();
    await launch({ opening: own.path, audit: own.path });
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    const headers = { 'content-type': 'application/json' };
    const challenge = { method: 'POST', path: '/challenges', headers, body: '{"consumerId":"consumer-0"}' };
    const { status, body } = await exchange(port, challenge);
    expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
    await server.restart();
    await untilReady();
    expect(dispenser!.stderr()).toContain('"event":"database unavailable"');
  });

  it.each<[string, () => { opening: string; audit: string }, RegExp]>([
    [
      'its opening keys',
      () => ({ opening: stranger.path, audit: own.path }),
      /^secrets-gateway: SECRETS_GATEWAY_OPENING_KEY(_FILE)?: none of these keys sealed the secrets in the database; copy/,
    ],
    [
      'its audit key',
      () => ({ opening: own.path, audit: stranger.path }),
      /^secrets-gateway: SECRETS_GATEWAY_AUDIT_KEY_FILE: this is not the key of the audit chains in the database; copy/,
    ],
  ])('ends with 1 and one line when %s turn out to be of another database', async (_, keys, line) => {
    await server.stop();
    await launch(keys());
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    await server.restart();
    expect(await dispenser!.exit).toEqual({ code: 1, signal: null });
    const lines = dispenser!.stderr().trimEnd().split('\n');
    expect(lines.filter((each) => each.startsWith('secrets-gateway: '))).toEqual([
      expect.stringMatching(line),
    ]);
    expect(lines.at(-1)).toMatch(line);
  });

  it('ends at SIGTERM with 0 while it waits', async () => {
    await server.stop();
    await launch({ opening: stranger.path, audit: own.path });
    expect(await dispenser!.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

it('a dispenser that finds the database not migrated waits for the gateway that migrates it', async () => {
  const empty = await startOwnPostgres();
  const folder = createTemporaryFolder('empty');
  const gateway = new ServedGateway({ url: () => empty.url, dataFolder: () => folder.path });
  try {
    mkdirSync(join(folder.path, 'opening'), { mode: 0o700 });
    for (const name of ['opening/opening.key', 'sealing.key', 'audit.key']) {
      copyFileSync(join(own.path, name), join(folder.path, name));
    }
    await launch({ opening: own.path, audit: own.path }, empty.url);
    expect([await health('live'), await health('ready')]).toEqual([200, 503]);
    await gateway.start();
    await untilReady();
    expect(dispenser!.stderr()).toContain('"event":"database not migrated"');
  } finally {
    await gateway.kill();
    await dispenser!.kill('SIGKILL');
    await empty.remove();
    folder.remove();
  }
});
