import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { headerOf } from '../leak/exchange';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { readAccounts } from './ledger';
import { commandOn, ServedGateway } from './served-gateway';

const FIELDS = '{ secret { id version note } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${FIELDS} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${FIELDS} }`;
const READ = 'query ($id: ID!) { secret(id: $id) { version note } }';

let server: OwnPostgres;
let folder: TemporaryFolder;
let gateway: ServedGateway;
let made = 0;

beforeAll(async () => {
  server = await startOwnPostgres();
  folder = createTemporaryFolder('outage');
  // The default pool of ten would hide a connection that is never given back.
  gateway = new ServedGateway(
    { url: () => server.url, dataFolder: () => folder.path },
    { SECRETS_GATEWAY_DATABASE_POOL_SIZE: '3', SECRETS_GATEWAY_SHUTDOWN_GRACE_MS: '300' },
  );
  await gateway.start();
});
afterAll(async () => {
  await gateway.kill();
  folder.remove();
});

const create = (name: string, more: object = {}) =>
  gateway.ask(CREATE, { input: { organizationId: gateway.organizationId, name, value: 'value', ...more } });
const newSecret = async (): Promise<string> => (await create(`OWN_${++made}`)).data.createSecret.secret.id;
const read = async (id: string) => (await gateway.ask(READ, { id })).data.secret;

/** Holds the row of a secret in a transaction of its own, as something slow would. */
async function held(id: string): Promise<{ giveBack(): Promise<void> }> {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT id FROM secret WHERE id = $1 FOR UPDATE', [id]);
  return { giveBack: () => client.end() };
}

async function outside(statement: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function expectPoolWhole(): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 12 }, () => create(`POOL_${++made}`)));
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => undefined));
}

it('a connection that is killed in a transaction: UNAVAILABLE, nothing changed, and the same again is done once', async () => {
  const id = await newSecret();
  const lock = await held(id);
  const updating = gateway.ask(UPDATE, { input: { id, value: 'other', note: 'killed' } });
  await pause(300);
  await outside(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secrets-gateway'",
  );
  const { status, code, message, reply } = await updating;
  expect([status, code, headerOf(reply, 'retry-after')]).toEqual([503, 'UNAVAILABLE', '1']);
  expect(message).toContain('nothing was changed');
  await lock.giveBack();
  expect(await read(id)).toEqual({ version: 1, note: null });
  const again = await gateway.ask(UPDATE, { input: { id, value: 'other', note: 'again' } });
  expect(again.data.updateSecret.secret).toMatchObject({ version: 2, note: 'again' });
  await expectPoolWhole();
});

it('a server that is slow: readers are served, the writer is told after its time limit, the pool is whole', async () => {
  const id = await newSecret();
  const lock = await held(id);
  const updating = gateway.ask(UPDATE, { input: { id, note: 'slow' } });
  await pause(500);
  expect(await read(id)).toEqual({ version: 1, note: null });
  expect(await gateway.health('ready')).toBe(200);
  const { status, code } = await updating;
  expect([status, code]).toEqual([503, 'UNAVAILABLE']);
  await lock.giveBack();
  expect(await read(id)).toEqual({ version: 1, note: null });
  await expectPoolWhole();
});

it('a server that goes and comes back: live, not ready, no duplicates of what is repeated, ready again', async () => {
  const writing = Array.from({ length: 10 }, async (_, at) => {
    const idempotencyKey = `outage-${at}-0123456789`;
    for (let tries = 1; ; tries++) {
      const { code } = await create(`OUTAGE_${at}`, { idempotencyKey });
      if (code === undefined) return tries;
      expect(code).toBe('UNAVAILABLE');
      await pause(200);
    }
  });
  await server.kill('SIGKILL');
  await gateway.untilHealth('ready', 503);
  expect(await gateway.health('live')).toBe(200);
  expect(await create('DOWN')).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  await server.restart();
  await gateway.untilHealth('ready', 200);
  expect(Math.max(...(await Promise.all(writing)))).toBeGreaterThan(1);
  const accounts = await gateway.inspect(readAccounts);
  for (let at = 0; at < 10; at++) {
    expect(accounts.get(`OUTAGE_${at}`)).toEqual({
      values: ['value'],
      note: null,
      actions: ['secret.create'],
      isDeleted: false,
    });
  }
  expect(accounts.has('DOWN')).toBe(false);
  expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
  await expectPoolWhole();
});

it('a request that the server does not let go does not hold up the end of the process', async () => {
  const id = await newSecret();
  const lock = await held(id);
  const updating = gateway.ask(UPDATE, { input: { id, note: 'stuck' } });
  updating.catch(() => undefined);
  await pause(300);
  const { signal } = await gateway.child.kill('SIGTERM');
  expect(signal).toBeNull();
  await expect(updating).rejects.toThrow();
  await lock.giveBack();
  await gateway.start();
  expect(await read(id)).toEqual({ version: 1, note: null });
});
