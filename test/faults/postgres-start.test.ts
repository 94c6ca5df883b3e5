import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exchange, graphqlRequest, headerOf } from '../leak/exchange';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { commandOn, ServedGateway } from './served-gateway';

const KEYS = ['audit.key', 'opening', 'sealing.key'];
const WAITING = /"event":"waiting for the database"/;
const OWN_TOKEN = { SECRETS_GATEWAY_BOOTSTRAP_TOKEN: '', SECRETS_GATEWAY_PLAYGROUND: 'on' };

let server: OwnPostgres;
let folder: TemporaryFolder;
let gateway: ServedGateway;

beforeEach(async () => {
  server = await startOwnPostgres();
  folder = createTemporaryFolder('start');
  gateway = new ServedGateway({ url: () => server.url, dataFolder: () => folder.path }, OWN_TOKEN);
});
afterEach(async () => {
  await gateway.kill();
  await server.remove();
  folder.remove();
});

async function expectLiveOnly(): Promise<void> {
  expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);
  const { status, code, reply } = await gateway.ask('{ viewer { id } }');
  expect([status, code, headerOf(reply, 'retry-after')]).toEqual([503, 'UNAVAILABLE', '1']);
  expect(headerOf(reply, 'cache-control')).toBe('no-store');
}

function tokensOn(screen: string): string[] {
  return [...screen.matchAll(/^Your token, shown only once:\n\n {2}(\S+)$/gm)].map(([, token]) => token!);
}

async function expectFirstStartDone(): Promise<void> {
  await gateway.untilHealth('ready', 200);
  await gateway.child.waitForLine(/^The keys are in /);
  const [token, ...more] = tokensOn(gateway.child.stdout());
  expect(more).toEqual([]);
  const viewer = await exchange(
    gateway.port,
    graphqlRequest('{ viewer { id } }', undefined, { authorization: `Bearer ${token}` }),
  );
  expect(viewer.status).toBe(200);
  expect(gateway.child.stderr()).not.toContain(token);
}

describe('the first start with a PostgreSQL that is down', () => {
  it('lives and waits; keys, database and token are made when it is up', async () => {
    await server.stop();
    await gateway.launch(WAITING);
    await expectLiveOnly();
    expect(readdirSync(folder.path)).toEqual([]);
    expect(gateway.child.stdout()).toBe('');
    const { port } = gateway;
    await server.restart();
    await gateway.follow(/"event":"listening"/);
    expect(gateway.port).toBe(port);
    await expectFirstStartDone();
    expect(readdirSync(folder.path).sort()).toEqual(KEYS);
  });

  it('lives and waits with keys that were made before, and shows the token when there is one', async () => {
    await commandOn(gateway, ['keys', 'generate']);
    await server.stop();
    await gateway.launch();
    await expectLiveOnly();
    expect(gateway.child.stdout()).toBe('');
    await server.restart();
    await expectFirstStartDone();
  });

  it.each([true, false])('ends at SIGTERM with 0 while it waits (keys to be made: %s)', async (without) => {
    if (!without) await commandOn(gateway, ['keys', 'generate']);
    await server.stop();
    await gateway.launch(without ? WAITING : undefined);
    expect(await gateway.child.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(readdirSync(folder.path)).toHaveLength(without ? 0 : 3);
  });
});

describe('a later start with a PostgreSQL that is down', () => {
  let stranger: TemporaryFolder;
  beforeEach(async () => {
    stranger = createTemporaryFolder('stranger');
    const first = new ServedGateway({ url: () => server.url, dataFolder: () => stranger.path });
    await first.start();
    const made = await first.ask(
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
      { input: { organizationId: first.organizationId, name: 'ONE', value: 'one' } },
    );
    expect(made.code).toBeUndefined();
    await first.child.kill('SIGTERM');
  });
  afterEach(() => stranger.remove());

  it('ends with one line when the database turns out to be used with keys that are lost; none are made', async () => {
    await server.stop();
    await gateway.launch(WAITING);
    await server.restart();
    expect(await gateway.child.exit).toEqual({ code: 1, signal: null });
    expect(gateway.child.stderr().split('\n').at(-2)).toMatch(
      /^secrets-gateway: SECRETS_GATEWAY_SEALING_KEY_FILE: there is no such file, but the database was used with one/,
    );
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('ends with one line when the keys turn out to be those of another database', async () => {
    await commandOn(gateway, ['keys', 'generate']);
    await server.stop();
    await gateway.launch();
    await server.restart();
    expect(await gateway.child.exit).toEqual({ code: 1, signal: null });
    expect(gateway.child.stderr().split('\n').at(-2)).toMatch(
      /^secrets-gateway: SECRETS_GATEWAY_SEALING_KEY_FILE: none of these keys sealed the secrets in the database; copy/,
    );
    expect(gateway.child.stdout()).toBe('');
  });

  it('shows no token, because it has been shown', async () => {
    const later = new ServedGateway({ url: () => server.url, dataFolder: () => stranger.path });
    await server.stop();
    await later.launch();
    await server.restart();
    await later.child.waitForLine(/token issue --service-user/);
    expect(tokensOn(later.child.stdout())).toEqual([]);
    expect(existsSync(join(stranger.path, 'sealing.key'))).toBe(true);
    await later.kill();
  });
});
