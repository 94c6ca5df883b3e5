import { spawnSync } from 'node:child_process';
import { chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { runCommandLine } from '../cli/cli.fixture';
import { makeFirstKeys } from '../cli/first-keys';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';

/** A real server with TLS, whose certificate is for `localhost` alone, on IPv6 and on a Unix socket. */
let server: OwnPostgres;
let folder: TemporaryFolder;
const at = (name: string) => join(folder.path, name);

beforeAll(async () => {
  folder = createTemporaryFolder('address');
  server = await startOwnPostgres();
  await makeFirstKeys(server.url, at('data'));
  authority('ca');
  authority('other');
  const { uid, gid } = statSync(server.dataFolder);
  const [key, certificate] = ['server.key', 'server.crt'].map((name) => join(server.dataFolder, name));
  openssl('req', ...NEW_KEY, '-keyout', key!, '-subj', '/CN=server', '-out', at('request'));
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost\n');
  const signed = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', at('request'), ...signed, '-extfile', at('names'), '-out', certificate!);
  for (const file of [key!, certificate!]) chownSync(file, uid, gid);
  chownSync(folder.path, uid, gid);
  const client = new Client({ connectionString: server.url });
  await client.connect();
  for (const setting of [
    'ssl = on',
    "listen_addresses = '127.0.0.1,::1'",
    `unix_socket_directories = '${folder.path}'`,
  ]) {
    await client.query(`ALTER SYSTEM SET ${setting}`);
  }
  await client.query('CREATE SCHEMA secrets');
  await client.end();
  await server.restart();
});
afterAll(async () => {
  await server.remove();
  folder.remove();
});

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function authority(name: string): void {
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
  openssl('req', '-x509', ...NEW_KEY, '-subj', `/CN=${name}`, '-days', '2', ...files);
}

/** The URL of the server at another host, with parameters. */
function url(host: string, parameters: Readonly<Record<string, string>> = {}): string {
  const { username, password, port, pathname } = new URL(server.url);
  const query = new URLSearchParams(parameters);
  return `postgres://${username}:${password}@${host}${host === '' ? '' : `:${port}`}${pathname}?${query}`;
}

const migrate = (address: string) =>
  runCommandLine(['migrate'], {
    SECRETS_GATEWAY_DATABASE_URL: address,
    SECRETS_GATEWAY_DATA_DIR: at('data'),
    SECRETS_GATEWAY_LOG_LEVEL: 'silent',
  });

const ca = () => ({ sslrootcert: at('ca.crt') });
const socket = () => ({ host: folder.path, port: new URL(server.url).port });

it.each<[string, () => string]>([
  ['the name of the certificate', () => url('localhost', { sslmode: 'verify-full', ...ca() })],
  ['sslmode=require with a trusted certificate', () => url('localhost', { sslmode: 'require', ...ca() })],
  ['sslrootcert alone', () => url('localhost', ca())],
  ['sslmode=verify-ca, whatever the name', () => url('127.0.0.1', { sslmode: 'verify-ca', ...ca() })],
  ['an address of IPv6', () => url('[::1]', { sslmode: 'verify-ca', ...ca() })],
  ['sslmode=no-verify', () => url('127.0.0.1', { sslmode: 'no-verify' })],
  ['sslmode=disable', () => url('127.0.0.1', { sslmode: 'disable' })],
  ['a Unix socket, which needs no TLS', () => url('', { ...socket(), sslmode: 'verify-full' })],
  ['a schema of its own', () => url('localhost', { ...ca(), options: '-c search_path=secrets' })],
])('the database is reached by %s', async (_, address) => {
  expect(await migrate(address())).toMatchObject({ code: 0, stderr: '' });
});

it.each<[string, () => string, RegExp]>([
  [
    'a certificate for another name',
    () => url('127.0.0.1', { sslmode: 'verify-full', ...ca() }),
    /is not trusted; .* check the host name \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  ],
  [
    'a name that require does not ignore',
    () => url('127.0.0.1', { sslmode: 'require', ...ca() }),
    /host name/,
  ],
  ['no root', () => url('localhost', { sslmode: 'verify-full' }), /is not trusted; set sslrootcert/],
  [
    'the roots of the system',
    () => url('localhost', { sslmode: 'verify-full', sslrootcert: 'system' }),
    /is not trusted/,
  ],
  [
    'another root',
    () => url('localhost', { sslmode: 'verify-ca', sslrootcert: at('other.crt') }),
    /is not trusted/,
  ],
  ['a root that is not there', () => url('localhost', { sslrootcert: at('none') }), /cannot be read/],
  [
    'verify-ca without a root',
    () => url('localhost', { sslmode: 'verify-ca' }),
    /verify-ca needs sslrootcert/,
  ],
  ['a misspelled mode', () => url('localhost', { sslmode: 'verify_full' }), /sslmode is one of/],
])('it is refused with %s', async (_, address, line) => {
  const { code, stderr } = await migrate(address());
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^secrets-gateway: SECRETS_GATEWAY_DATABASE_URL: [^\n]+\n$/),
  ]);
  expect(stderr).toMatch(line);
  expect(stderr).not.toContain(new URL(server.url).password);
});

it('doctor tells whether the connection is encrypted, and that a socket stays on the machine', async () => {
  const findings = async (address: string) =>
    (
      await runCommandLine(['doctor'], {
        SECRETS_GATEWAY_DATABASE_URL: address,
        SECRETS_GATEWAY_DATA_DIR: at('data'),
      })
    ).stdout;
  expect(await findings(url('localhost', ca()))).toMatch(/^ok +database +the connection is encrypted/m);
  expect(await findings(url('', socket()))).toMatch(/^ok +database +the connection stays on this machine/m);
});
