import { Client } from 'pg';
import { runCommandLine } from '../cli/cli.fixture';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres';
import { findFreePort } from '../support/postgres-server';
import { startCli } from '../support/process';
import { ServedGateway } from './served-gateway';

let database: PostgresDatabase;
let folder: TemporaryFolder;
beforeAll(async () => {
  database = await createPostgresDatabase();
  folder = createTemporaryFolder('reason');
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url);
  change(url);
  return url.href;
}
const migrate = (url: string) =>
  runCommandLine(['migrate'], {
    SECRETS_GATEWAY_DATABASE_URL: url,
    SECRETS_GATEWAY_DATA_DIR: folder.path,
    SECRETS_GATEWAY_LOG_LEVEL: 'silent',
  });

it.each<[string, () => Promise<string> | string, RegExp]>([
  [
    'a port where nothing listens',
    async () => {
      const port = String(await findFreePort());
      return changed((url) => {
        url.port = port;
      });
    },
    /nothing listens .*\(ECONNREFUSED\)/,
  ],
  [
    'a Unix socket that is not there',
    () => `postgres://user:pw@/name?host=${folder.path}`,
    /no such Unix socket/,
  ],
  ['TLS that the server does not have', () => `${database.url}?sslmode=verify-full`, /the server has no TLS/],
  [
    'a wrong password',
    () =>
      changed((url) => {
        url.password = 'wrong-password';
      }),
    /refused the login; .*\(28P01\)/,
  ],
  [
    'an unknown database',
    () =>
      changed((url) => {
        url.pathname = '/unknown';
      }),
    /no such database; .*\(3D000\)/,
  ],
  [
    'a schema that is not there',
    () => `${database.url}?options=-c%20search_path%3Dnone`,
    /no such schema; .*\(3F000\)/,
  ],
  [
    'a role without the right to create tables',
    async () => {
      const name = `role_${new URL(database.url).pathname.slice(1)}`;
      const client = new Client({ connectionString: database.url });
      await client.connect();
      await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw'`);
      await client.end();
      return changed((url) => Object.assign(url, { username: name, password: 'pw' }));
    },
    /the role lacks a right; .*\(42501\)/,
  ],
])('a command names the setting, the cause and the next step: %s', async (_, url, line) => {
  const { code, stderr } = await migrate(await url());
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^secrets-gateway: SECRETS_GATEWAY_DATABASE_URL: [^\n]+\n$/),
  ]);
  expect(stderr).toMatch(line);
  expect(stderr).not.toContain('wrong-password');
});

it('a command names a host without an address', async () => {
  const url = changed((each) => {
    each.hostname = 'nothing.invalid';
  });
  const child = startCli(['migrate'], {
    cwd: folder.path,
    env: { SECRETS_GATEWAY_DATABASE_URL: url, SECRETS_GATEWAY_DATA_DIR: folder.path },
  });
  expect((await child.exit).code).toBe(1);
  expect(child.stderr()).toMatch(/^secrets-gateway: SECRETS_GATEWAY_DATABASE_URL: [^\n]*DNS/);
});

it('a command with a database that is as it should be says nothing', async () => {
  expect(await migrate(database.url)).toMatchObject({ code: 0, stderr: '' });
});

it('a gateway that waits logs the reason', async () => {
  const port = String(await findFreePort());
  const url = changed((each) => {
    each.port = port;
  });
  const gateway = new ServedGateway({ url: () => url, dataFolder: () => folder.path });
  await gateway.launch();
  expect(gateway.child.stderr()).toMatch(
    /"errorCode":"ECONNREFUSED","reason":"nothing listens on this host and port/,
  );
  await gateway.kill();
});
