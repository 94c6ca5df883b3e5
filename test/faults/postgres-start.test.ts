import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../cli/cli.fixture';
import { exchange, graphqlRequest, headerOf } from '../leak/exchange';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { commandOn, ServedGateway, serveUntilExit } from './served-gateway';

const KEYS = ['audit.key', 'opening', 'sealing.key'];
const NO_KEYS =
  /^secrets-gateway: SECRETS_GATEWAY_SEALING_KEY_FILE: there is no such file, and on PostgreSQL no gateway makes keys; for a new database run "secrets-gateway keys init" once, on one machine, otherwise copy .*\n$/;
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

const tokenFile = () => join(folder.path, 'owner.token');

async function expectFirstStartDone(): Promise<void> {
  await gateway.untilHealth('ready', 200);
  await gateway.child.waitForLine(/^The keys are in /);
  expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
  const token = readFileSync(tokenFile(), 'utf8').trim();
  const viewer = await exchange(
    gateway.port,
    graphqlRequest('{ viewer { id } }', undefined, { authorization: `Bearer ${token}` }),
  );
  expect(viewer.status).toBe(200);
  expect(gateway.child.output().includes(token)).toBe(false);
}

describe('the first start with PostgreSQL', () => {
  it('is refused at once without keys, which no gateway makes, and without a place for the token', async () => {
    expect(await serveUntilExit(gateway)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(NO_KEYS),
    });
    expect(readdirSync(folder.path)).toEqual([]);
    await runCommandLine(['keys', 'init'], gateway.env);
    const nowhere = { SECRETS_GATEWAY_OWNER_TOKEN_FILE: join(folder.path, 'audit.key', 'owner.token') };
    const refused = new ServedGateway(
      { url: () => server.url, dataFolder: () => folder.path },
      { ...OWN_TOKEN, ...nowhere },
    );
    const { code, stderr } = await serveUntilExit(refused);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('secrets-gateway: SECRETS_GATEWAY_OWNER_TOKEN_FILE: the token of the first'),
    ]);
    // No token was made, and so no organization.
    await gateway.launch();
    await expectFirstStartDone();
  });

  it('lives and waits while it is down, and keeps the token when there is one', async () => {
    await runCommandLine(['keys', 'init'], gateway.env);
    await server.stop();
    await gateway.launch();
    await expectLiveOnly();
    expect(gateway.child.stdout()).toBe('');
    await server.restart();
    await expectFirstStartDone();
    expect(readdirSync(folder.path).sort()).toEqual([...KEYS, 'owner.token'].sort());
  });

  it('ends at SIGTERM with 0 while it waits', async () => {
    await runCommandLine(['keys', 'init'], gateway.env);
    await server.stop();
    await gateway.launch();
    expect(await gateway.child.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(readdirSync(folder.path).sort()).toEqual(KEYS);
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

  it('makes no token, because there is one', async () => {
    const later = new ServedGateway({ url: () => server.url, dataFolder: () => stranger.path });
    await server.stop();
    await later.launch();
    await server.restart();
    await later.child.waitForLine(/token issue --service-user/);
    expect(later.child.stdout()).not.toContain('our token is');
    expect(existsSync(join(stranger.path, 'owner.token'))).toBe(false);
    expect(existsSync(join(stranger.path, 'sealing.key'))).toBe(true);
    await later.kill();
  });
});
