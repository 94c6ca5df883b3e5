import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import sqlite3 from 'sqlite3';
import { describeOnEachDatabase, type TestDatabase } from '../../support/databases';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { createPostgresDatabase } from '../../support/postgres';
import { startCli } from '../../support/process';
import { runCommandLine } from '../cli.fixture';

const REFUSED =
  'secrets-gateway: SECRETS_GATEWAY_DATABASE_URL: this database has tables of another program; name another database or schema, or permit it with SECRETS_GATEWAY_ALLOW_FOREIGN_TABLES=on\n';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder('app');
});
afterEach(() => folder.remove());

async function ended(args: readonly string[], env: Readonly<Record<string, string>>, cwd = folder.path) {
  const child = startCli(args, { cwd, env });
  const { code } = await child.exit;
  return { code, stdout: child.stdout(), stderr: child.stderr() };
}

/** The same for commands that do not depend on the folder; only `serve` gets a process of its own. */
function answered(args: readonly string[], env: Readonly<Record<string, string>>) {
  return args[0] === 'serve' ? ended(args, env) : runCommandLine(args, env);
}

function sqliteRun(path: string, statement: string): Promise<readonly unknown[]> {
  return new Promise((done, fail) => {
    const database = new sqlite3.Database(path, () => {
      database.all(statement, (error: Error | null, rows: unknown[]) => {
        database.close(() => (error === null ? done(rows) : fail(error)));
      });
    });
  });
}

/** The database of an application, with one table. */
async function appDatabase(): Promise<string> {
  const path = join(folder.path, 'app.db');
  await sqliteRun(path, 'CREATE TABLE customer (id INTEGER PRIMARY KEY)');
  return path;
}

/** Serves until it listens. */
async function served(args: readonly string[], env: Readonly<Record<string, string>>) {
  const gateway = startCli(['serve', ...args], { cwd: folder.path, env });
  const { port } = JSON.parse(await gateway.waitForLine(/"event":"listening"/)) as { port: number };
  await gateway.waitForLine(/The secrets gateway is ready/);
  await gateway.kill('SIGTERM');
  return { port, stderr: gateway.stderr() };
}

describe('in the folder of an application', () => {
  it('migrate takes nothing from its .env and its environment', async () => {
    const app = await appDatabase();
    const before = readFileSync(app);
    writeFileSync(join(folder.path, '.env'), `DATABASE_URL=sqlite:${app}\nPORT=3000\n`);
    const own = join(folder.path, 'own', 'gateway.db');
    const env = { DATABASE_URL: `sqlite:${app}`, SECRETS_GATEWAY_DATABASE_URL: `sqlite:${own}` };
    expect(await ended(['migrate'], env)).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(own).size).toBeGreaterThan(0);
    expect(readFileSync(app).equals(before)).toBe(true);
  });

  it('a command of the operator says that it does not read an old name', async () => {
    const { code, stderr } = await ended(['keys', 'generate'], { DATA_DIR: join(folder.path, 'old') });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^secrets-gateway: DATA_DIR not read; the names of settings begin with SECRETS_GATEWAY_\n/,
    );
    expect(statSync(join(folder.path, 'data', 'opening/opening.key')).size).toBeGreaterThan(0);
  });
});

describe('serve', () => {
  it('reads prefixed names from .env, and names the others', async () => {
    const lines = ['SECRETS_GATEWAY_PORT=0', 'SECRETS_GATEWAY_DATA_DIR=mine', 'DATABASE_URL=sqlite:app.db'];
    writeFileSync(join(folder.path, '.env'), lines.join('\n'));
    const { stderr } = await served([], { SECRETS_GATEWAY_DISPENSER: 'off' });
    expect(stderr).toMatch(/^secrets-gateway: \.env: DATABASE_URL not read; names of settings begin with/);
    expect(statSync(join(folder.path, 'mine', 'gateway.db')).size).toBeGreaterThan(0);
    expect(() => statSync(join(folder.path, 'app.db'))).toThrow('ENOENT');
  });

  it('reads the file that --env-file names instead, and so does its dispenser', async () => {
    writeFileSync(join(folder.path, '.env'), 'SECRETS_GATEWAY_DATA_DIR=other');
    const file =
      'SECRETS_GATEWAY_PORT=0\nSECRETS_GATEWAY_DATA_DIR=mine\nDATABASE_URL=sqlite:app.db\nPORT=x\n';
    mkdirSync(join(folder.path, 'settings'));
    writeFileSync(join(folder.path, 'settings', 'gateway.env'), file);
    const gateway = startCli(['serve', '--env-file', 'settings/gateway.env'], { cwd: folder.path });
    await gateway.waitForLine(/"event":"dispenser listening"/);
    await gateway.kill('SIGTERM');
    expect(statSync(join(folder.path, 'mine', 'opening/opening.key')).size).toBeGreaterThan(0);
    expect(() => statSync(join(folder.path, 'other'))).toThrow('ENOENT');
    expect(() => statSync(join(folder.path, 'app.db'))).toThrow('ENOENT');
    expect(await runCommandLine(['serve', '--env-file', join(folder.path, 'none.env')])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'secrets-gateway: --env-file: there is no such file\n',
    });
  });

  it('takes the variables of a platform, and old names with a line', async () => {
    const { stderr } = await served([], {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: `sqlite:${join(folder.path, 'platform.db')}`,
      DATA_DIR: join(folder.path, 'keys'),
      SECRETS_GATEWAY_DISPENSER: 'off',
    });
    expect(statSync(join(folder.path, 'platform.db')).size).toBeGreaterThan(0);
    expect(statSync(join(folder.path, 'keys', 'opening/opening.key')).size).toBeGreaterThan(0);
    const plain = stderr.split('\n').filter((line) => !line.startsWith('{') && line !== '');
    expect(plain).toEqual([
      'secrets-gateway: DATA_DIR: deprecated; the present name is SECRETS_GATEWAY_DATA_DIR',
    ]);
  });
});

describe('dispense', () => {
  it('listens where its platform says', async () => {
    const env = { SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data') };
    for (const args of [['keys', 'generate'], ['migrate']]) expect((await ended(args, env)).code).toBe(0);
    const dispenser = startCli(['dispense'], { cwd: folder.path, env: { ...env, HOST: '::1', PORT: '0' } });
    const line = await dispenser.waitForLine(/"event":"dispenser listening"/);
    const { port } = JSON.parse(line) as { port: number };
    expect((await fetch(`http://[::1]:${port}/health/live`)).status).toBe(200);
    await dispenser.kill('SIGTERM');
  });
});

describeOnEachDatabase('the database of another program', (database: TestDatabase) => {
  const env = () => ({
    SECRETS_GATEWAY_DATABASE_URL: database.url(),
    SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data'),
    SECRETS_GATEWAY_PORT: '0',
    SECRETS_GATEWAY_DISPENSER: 'off',
  });
  const file = () => database.url().replace('sqlite:', '');
  const query = async (statement: string): Promise<readonly unknown[]> => {
    if (database.kind === 'sqlite') return sqliteRun(file(), statement);
    const client = new Client({ connectionString: database.url() });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const tables = async () =>
    database.kind === 'sqlite'
      ? await query("SELECT name FROM sqlite_master WHERE type = 'table'")
      : await query('SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()');

  beforeAll(async () => {
    await query('CREATE TABLE organization (id INTEGER PRIMARY KEY, name TEXT)');
    await query('CREATE TABLE migration (id INTEGER PRIMARY KEY, title TEXT)');
    await query("INSERT INTO migration VALUES (1, 'of the application')");
  });

  it.each([['migrate'], ['serve'], ['operator token list'], ['keys list'], ['audit verify']])(
    'is refused by %s before anything is written',
    async (args) => {
      const keys = { SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data') };
      const isMakingKeys = args === 'serve' && database.kind === 'sqlite';
      if (!isMakingKeys) expect((await answered(['keys', 'generate'], keys)).code).toBe(0);
      const before = database.kind === 'sqlite' ? readFileSync(file()) : await tables();
      expect(await answered(args.split(' '), env())).toEqual({ code: 1, stdout: '', stderr: REFUSED });
      expect(database.kind === 'sqlite' ? readFileSync(file()) : await tables()).toEqual(before);
      if (isMakingKeys)
        expect(() => statSync(join(folder.path, 'data', 'opening/opening.key'))).toThrow('ENOENT');
    },
  );

  it('is used when the operator permits it', async () => {
    await query('DROP TABLE migration');
    await query('ALTER TABLE organization RENAME TO customer');
    expect(await answered(['migrate'], env())).toMatchObject({ code: 1, stderr: REFUSED });
    expect(await answered(['migrate', '--allow-foreign-tables'], env())).toMatchObject({
      code: 0,
      stderr: '',
    });
    // From then on it is the gateway's, too.
    expect(await answered(['migrate'], env())).toEqual({ code: 0, stdout: 'up to date\n', stderr: '' });
    expect(await tables()).toContainEqual({ name: 'customer' });
  });
});

it('tables of another schema and of extensions are no reason to refuse a database', async () => {
  const database = await createPostgresDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query('CREATE SCHEMA secrets; CREATE TABLE public.customer (id INTEGER)');
  const migrate = (url: string) =>
    answered(['migrate'], { SECRETS_GATEWAY_DATABASE_URL: url, SECRETS_GATEWAY_DATA_DIR: folder.path });
  const schema = `${database.url}?options=-c%20search_path%3Dsecrets`;
  expect(await migrate(database.url)).toMatchObject({ code: 1, stderr: REFUSED });
  expect(await migrate(schema)).toMatchObject({ code: 0, stderr: '' });
  expect(await migrate(database.url)).toMatchObject({ code: 1, stderr: REFUSED });
  const { rows } = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  expect(rows).toEqual([{ tablename: 'customer' }]);
  await client.end();
  await database.drop();
});
