import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { createTemporaryFolder } from './folder';
import { createPostgresDatabase, type OwnPostgres, startOwnPostgres } from './postgres';
import { findPostgresBinaries, hydrateSymlinks, serverAccount } from './postgres-binaries';

describe('a database on the server of the run', () => {
  it('is empty, durable, UTF-8 and gone after it is dropped, even with a connection left open', async () => {
    const database = await createPostgresDatabase();
    expect(
      await query(database.url, "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'"),
    ).toEqual([{ n: 0 }]);
    expect(await query(database.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(database.url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
    const left = new Client({ connectionString: database.url });
    left.on('error', () => undefined);
    await left.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    await left.end().catch(() => undefined);
  });

  it('is not shared: a table of one is unknown in the other', async () => {
    const [one, other] = await Promise.all([createPostgresDatabase(), createPostgresDatabase()]);
    await query(one.url, 'CREATE TABLE mark (id int)');
    expect(await query(one.url, 'SELECT * FROM mark')).toEqual([]);
    await expect(query(other.url, 'SELECT * FROM mark')).rejects.toMatchObject({ code: '42P01' });
    await Promise.all([one.drop(), other.drop()]);
  });

  it('refuses a wrong password', async () => {
    const database = await createPostgresDatabase();
    const wrong = new URL(database.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await database.drop();
  });
});

describe('a server of its own', () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await startOwnPostgres();
    await query(server.url, 'CREATE TABLE mark (id int)');
  });

  it('has what was committed after kill -9 and a restart, and not what was open', async () => {
    const open = new Client({ connectionString: server.url });
    const lost = new Promise<Error>((resolve) => open.on('error', resolve));
    await open.connect();
    await query(server.url, 'INSERT INTO mark VALUES (1)');
    await open.query('BEGIN; INSERT INTO mark VALUES (2)');
    await server.kill('SIGKILL');
    await lost;
    await expect(query(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await query(server.url, 'SELECT id FROM mark')).toEqual([{ id: 1 }]);
  });

  it('keeps address and data when it is stopped and started', async () => {
    await server.stop();
    await expect(query(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.restart();
    expect(await query(server.url, 'SELECT count(*)::int AS n FROM mark')).toEqual([{ n: 1 }]);
  });

  it('leaves nothing behind when it is removed', async () => {
    expect(existsSync(server.dataFolder)).toBe(true);
    await server.remove();
    expect(existsSync(dirname(server.dataFolder))).toBe(false);
  });
});

describe('the binaries of the package', () => {
  const folder = createTemporaryFolder('binaries');
  afterAll(() => folder.remove());

  it('get their links made when npm skipped the install script, once', () => {
    const account = serverAccount();
    chmodSync(folder.path, 0o755);
    const { postgres } = findPostgresBinaries(account, folder.path);
    const native = join(folder.path, 'fresh', 'native');
    mkdirSync(dirname(native));
    cpSync(dirname(dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
    const links = linksBelow(join(native, 'lib'));
    for (const link of links) unlinkSync(link);
    expect(() => version(native)).toThrow();
    expect(hydrateSymlinks(native)).toBe(links.length);
    expect(linksBelow(join(native, 'lib'))).toEqual(links);
    expect(version(native)).toMatch(/^postgres \(PostgreSQL\) \d+/);
    expect(hydrateSymlinks(native)).toBe(0);
  });
});

it('a folder and a process of a test process killed with SIGKILL are cleaned', async () => {
  const folder = createTemporaryFolder('interrupted');
  const inner = join(folder.path, 'inner');
  mkdirSync(inner);
  const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => sleeper.once('exit', (_, signal) => resolve(signal)));
  const lines = [
    { id: 1, entry: { folder: inner } },
    { id: 2, entry: { pid: sleeper.pid, signal: 'SIGTERM' } },
  ].map((line) => JSON.stringify(line));
  // Stands for the test process: it starts the keeper as keeper.ts does, and never gets to say goodbye.
  const script = `
    const keeper = require('node:child_process').spawn(process.execPath, [process.argv[1]], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    keeper.stdin.write(${JSON.stringify(`${lines.join('\n')}\n`)}, () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50));`;
  spawn(process.execPath, ['-e', script, join(__dirname, 'keeper.process.mjs')], { stdio: 'ignore' });
  expect(existsSync(inner)).toBe(true);
  expect(await ended).toBe('SIGTERM');
  while (existsSync(inner)) await new Promise((resolve) => setTimeout(resolve, 10));
  folder.remove();
});

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

function version(native: string): string {
  return execFileSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8', stdio: 'pipe' });
}

function linksBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isSymbolicLink());
}
