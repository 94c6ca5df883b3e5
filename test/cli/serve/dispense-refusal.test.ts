import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../support/folder';
import { type Installation, install, runCommandLine } from '../cli.fixture';

describe('dispense is refused with one line, and the database is as it was', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await install();
  });
  afterEach(() => installation.folder.remove());

  const dispense = (more: Readonly<Record<string, string>> = {}) =>
    runCommandLine(['dispense'], { ...installation.env, SECRETS_GATEWAY_DISPENSER_PORT: '0', ...more });
  const inFolder = (name: string) => join(installation.folder.path, name);
  const refused = async (message: RegExp, more: Readonly<Record<string, string>> = {}) => {
    const before = readFileSync(installation.database);
    const { code, stdout, stderr } = await dispense(more);
    expect([code, stdout, stderr.trim().split('\n')]).toEqual([1, '', [expect.stringMatching(message)]]);
    expect(readFileSync(installation.database).equals(before)).toBe(true);
  };

  it('without an opening key', async () => {
    rmSync(inFolder('opening/opening.key'));
    await refused(/SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file/);
  });

  it('with an opening key that others can read', async () => {
    chmodSync(inFolder('opening/opening.key'), 0o644);
    await refused(/SECRETS_GATEWAY_OPENING_KEY_FILE: others than its owner can read the file/);
  });

  it('with an opening key that was damaged, without showing it', async () => {
    const text = readFileSync(inFolder('opening/opening.key'), 'utf8');
    writeFileSync(inFolder('opening/opening.key'), text.replace(/(opening-key-1 \S+ )(.)/, '$1!'));
    await refused(/SECRETS_GATEWAY_OPENING_KEY_FILE: line 1: seed/);
    const seed = text.split(' ')[2]!;
    await refused(/SECRETS_GATEWAY_OPENING_KEY: /, { SECRETS_GATEWAY_OPENING_KEY: text.slice(0, -10) });
    expect((await dispense({ SECRETS_GATEWAY_OPENING_KEY: text.slice(0, -10) })).stderr).not.toContain(seed);
  });

  it('with the opening key of another installation', async () => {
    await installation.store('SEALED', 'value');
    const other = createTemporaryFolder('other');
    await runCommandLine(['keys', 'generate'], { SECRETS_GATEWAY_DATA_DIR: other.path });
    await refused(/none of these keys sealed the secrets/, {
      SECRETS_GATEWAY_OPENING_KEY_FILE: join(other.path, 'opening/opening.key'),
    });
    other.remove();
  });

  it('without an audit key, or with another one', async () => {
    rmSync(inFolder('audit.key'));
    await refused(/SECRETS_GATEWAY_AUDIT_KEY_FILE: there is no such file/);
  });

  it('without a database, which is not made', async () => {
    const { code, stderr } = await dispense({
      SECRETS_GATEWAY_DATABASE_URL: `sqlite:${inFolder('none.db')}`,
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('there is no database yet')]);
    expect(() => readFileSync(inFolder('none.db'))).toThrow('ENOENT');
  });

  it.each([
    [{ SECRETS_GATEWAY_DISPENSER: 'perhaps' }, 'SECRETS_GATEWAY_DISPENSER: give on or off'],
    [{ SECRETS_GATEWAY_DISPENSER_PORT: '70000' }, 'SECRETS_GATEWAY_DISPENSER_PORT'],
    [{ SECRETS_GATEWAY_UPSTREAM_NETWORKS: '10.0.0.1' }, 'SECRETS_GATEWAY_UPSTREAM_NETWORKS'],
    [{ SECRETS_GATEWAY_DISPENSER_DATABASE_URL: 'mysql://x' }, 'SECRETS_GATEWAY_DISPENSER_DATABASE_URL'],
  ])('with the setting %j', async (more, named) => {
    await refused(new RegExp(named), more as Readonly<Record<string, string>>);
  });
});
