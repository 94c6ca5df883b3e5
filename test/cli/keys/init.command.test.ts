import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { runCommandLine } from '../cli.fixture';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder('init');
});
afterEach(() => folder.remove());

const init = (more: Readonly<Record<string, string>> = {}) =>
  runCommandLine(['keys', 'init'], { SECRETS_GATEWAY_DATA_DIR: folder.path, ...more });

it('makes every key of an installation, for the owner alone, and prints the public one', async () => {
  const { code, stdout, stderr } = await init();
  expect(code).toBe(0);
  const path = (name: string) => join(folder.path, name);
  expect(stdout).toBe(readFileSync(path('sealing.key'), 'utf8'));
  for (const name of ['opening/opening.key', 'sealing.key', 'audit.key']) {
    expect(statSync(path(name)).mode & 0o777).toBe(0o600);
    expect(stderr).toContain(path(name));
  }
  const seed = readFileSync(path('opening/opening.key'), 'utf8').split(' ')[2]!;
  expect(stdout + stderr).not.toContain(seed);
  expect(await runCommandLine(['migrate'], { SECRETS_GATEWAY_DATA_DIR: folder.path })).toMatchObject({
    code: 0,
  });
});

it.each([
  ['SECRETS_GATEWAY_OPENING_KEY_FILE', 'opening/opening.key'],
  ['SECRETS_GATEWAY_SEALING_KEY_FILE', 'sealing.key'],
  ['SECRETS_GATEWAY_AUDIT_KEY_FILE', 'audit.key'],
])('replaces nothing: %s', async (name, file) => {
  expect((await init()).code).toBe(0);
  const other = createTemporaryFolder('other');
  const before = readFileSync(join(folder.path, file));
  const refused = await init({ SECRETS_GATEWAY_DATA_DIR: other.path, [name]: join(folder.path, file) });
  expect(refused).toEqual({
    code: 1,
    stdout: '',
    stderr: `secrets-gateway: ${name}: there is a key already; "keys generate" adds a generation to it\n`,
  });
  expect(readFileSync(join(folder.path, file)).equals(before)).toBe(true);
  expect(() => statSync(join(other.path, 'opening/opening.key'))).toThrow('ENOENT');
  other.remove();
});
