import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeDispenser } from '../../support/fake-dispenser';
import { createTemporaryFolder } from '../../support/folder';
import { createPostgresDatabase } from '../../support/postgres';
import { type Installation, install, runCommandLine } from '../cli.fixture';

interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly next?: string;
}

let installation: Installation;
let keyId: string;
beforeEach(async () => {
  installation = await install();
  keyId = readFileSync(file('sealing.key'), 'utf8').split(' ')[1]!;
});
afterEach(() => installation.folder.remove());

const file = (name: string) => join(installation.folder.path, name);

async function examined(more: Readonly<Record<string, string>> = {}) {
  const env = { ...installation.env, SECRETS_GATEWAY_DISPENSER_PORT: '0', ...more };
  const { code, stdout, stderr } = await runCommandLine(['doctor', '--json'], env);
  expect(stderr).toBe('');
  const findings = JSON.parse(stdout) as Finding[];
  // The exit code follows from the findings, and everything but ok says what to do.
  expect(code).toBe(findings.some(({ state }) => state === 'fail') ? 1 : 0);
  for (const { state, next } of findings) expect(next === undefined).toBe(state === 'ok');
  return findings;
}

it('finds nothing wrong with a good installation, and changes nothing', async () => {
  await installation.store('ONE', 'value');
  const before = readFileSync(installation.database);
  const findings = await examined();
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([
    expect.objectContaining({ about: 'dispenser', state: 'warn' }),
  ]);
  expect(findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      'it is migrated and takes writes',
      'they belong to the database',
      'every value in the database has its opening key here',
    ]),
  );
  expect(readFileSync(installation.database).equals(before)).toBe(true);
});

it('prints a line for each finding, which ends with the next step', async () => {
  rmSync(file('audit.key'));
  const { code, stdout } = await runCommandLine(['doctor'], installation.env);
  expect(code).toBe(1);
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^(?:ok|warn|fail) +[a-z]+ +\S/);
  expect(stdout).toMatch(
    /^fail +keys +SECRETS_GATEWAY_AUDIT_KEY_FILE: there is no such file.*put the file back/m,
  );
});

describe('says what is wrong:', () => {
  it.each<[string, () => unknown, string, RegExp]>([
    [
      'a file that others can read',
      () => chmodSync(file('opening/opening.key'), 0o644),
      'files',
      /others than the owner/,
    ],
    [
      'a folder that others can enter',
      () => chmodSync(installation.folder.path, 0o755),
      'files',
      /others than/,
    ],
    ['no sealing key', () => rmSync(file('sealing.key')), 'keys', /SEALING_KEY_FILE: there is no such file/],
    [
      'a damaged opening key',
      () => writeFileSync(file('opening/opening.key'), 'opening-key-1 x'),
      'keys',
      /OPENING_KEY_FILE: line 1/,
    ],
    [
      'values that no key here opens',
      async () => {
        await installation.store('ONE', 'value');
        const other = createTemporaryFolder('other');
        await runCommandLine(['keys', 'generate'], { SECRETS_GATEWAY_DATA_DIR: other.path });
        writeFileSync(file('opening/opening.key'), readFileSync(join(other.path, 'opening', 'opening.key')));
        other.remove();
      },
      'keys',
      /^1 values are sealed with key-/,
    ],
    [
      'the keys of another database',
      async () => {
        await installation.store('ONE', 'value');
        const other = createTemporaryFolder('other');
        await runCommandLine(['keys', 'generate'], { SECRETS_GATEWAY_DATA_DIR: other.path });
        for (const name of ['opening/opening.key', 'sealing.key']) {
          writeFileSync(file(name), readFileSync(join(other.path, name)));
        }
        other.remove();
      },
      'keys',
      /none of these keys sealed the secrets/,
    ],
    ['no database', () => rmSync(installation.database), 'database', /there is no database yet/],
    [
      'a server that does not answer',
      () => ({ SECRETS_GATEWAY_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' }),
      'database',
      /nothing listens/,
    ],
    [
      'a setting that breaks its rule',
      () => ({ SECRETS_GATEWAY_PORT: 'x' }),
      'settings',
      /SECRETS_GATEWAY_PORT: give/,
    ],
    [
      'no dispenser where one is said to be',
      () => ({ SECRETS_GATEWAY_DISPENSER_URL: 'http://127.0.0.1:1', SECRETS_GATEWAY_DISPENSER: 'off' }),
      'dispenser',
      /nothing answers at http:/,
    ],
  ])('%s', async (_, change, about, message) => {
    const more = (await change()) as Readonly<Record<string, string>> | undefined;
    const findings = await examined(more ?? {});
    expect(findings).toContainEqual(
      expect.objectContaining({ about, state: 'fail', message: expect.stringMatching(message) }),
    );
    expect(JSON.stringify(findings)).not.toContain('hunter2');
  });

  it.each<[string, number, (id: string) => unknown, string]>([
    ['is ready', 200, (id) => ({ status: 'ready', keyIds: [id] }), 'ok'],
    ['lacks the key', 200, () => ({ status: 'ready', keyIds: [] }), 'fail'],
    ['is not ready', 503, () => ({ status: 'not ready' }), 'fail'],
    ['is something else', 404, () => 'not found', 'fail'],
  ])('a dispenser that %s', async (_, status, body, state) => {
    const { url, close } = await fakeDispenser(() => ({ status, body: body(keyId) }));
    const findings = await examined({ SECRETS_GATEWAY_DISPENSER_URL: url });
    close();
    expect(findings.filter(({ about }) => about === 'dispenser')).toEqual([
      expect.objectContaining({ state }),
    ]);
  });

  it('a misspelled setting is a warning', async () => {
    const findings = await examined({ SECRETS_GATEWAY_PROT: '4000' });
    expect(findings).toContainEqual({
      about: 'settings',
      state: 'warn',
      message: 'SECRETS_GATEWAY_PROT is no setting of the gateway',
      next: 'compare its name with docs/configuration.md',
    });
  });
});

it('tells how a PostgreSQL server was reached, and whether it is migrated', async () => {
  const database = await createPostgresDatabase();
  const env = { SECRETS_GATEWAY_DATABASE_URL: database.url };
  expect(await examined(env)).toContainEqual({
    about: 'database',
    state: 'fail',
    message: 'it is not migrated',
    next: 'run "secrets-gateway migrate"',
  });
  expect((await runCommandLine(['migrate'], { ...installation.env, ...env })).code).toBe(0);
  const findings = await examined(env);
  expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
  expect(findings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^reached as \S+, in the schema public$/),
      'the connection stays on this machine',
      'it agrees with that of the database',
      'it is migrated and takes writes',
    ]),
  );
  const none = await examined({
    SECRETS_GATEWAY_DATABASE_URL: `${database.url}?options=-c%20search_path%3Dnone`,
  });
  expect(none).toContainEqual(expect.objectContaining({ about: 'database', state: 'fail' }));
  await database.drop();
});
