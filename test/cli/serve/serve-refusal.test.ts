import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../support/folder';
import { startCli } from '../../support/process';
import { type Installation, install, runCommandLine } from '../cli.fixture';

let installation: Installation;
let stranger: Installation;
const file = (name: string, of = installation) => join(of.folder.path, name);

/** Starts the gateway for real; its port is a free one. */
async function serve(more: Readonly<Record<string, string>> = {}) {
  const gateway = startCli(['serve'], {
    cwd: installation.folder.path,
    env: { ...installation.env, SECRETS_GATEWAY_PORT: '0', SECRETS_GATEWAY_LOG_LEVEL: 'info', ...more },
  });
  const { code } = await gateway.exit;
  return { code, stdout: gateway.stdout(), stderr: gateway.stderr() };
}

beforeAll(async () => {
  [installation, stranger] = [await install(), await install()];
  await installation.store('one', 'first value');
  await stranger.store('one', 'first value');
});
afterAll(() => {
  installation.folder.remove();
  stranger.folder.remove();
});

describe('the gateway does not start', () => {
  const other = (name: string) => ({ [name]: file(`${name.split('_')[2]?.toLowerCase()}.key`, stranger) });
  const written = (name: string, text: string, mode = 0o600) => {
    const path = file(`${name}.try`);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return { [`SECRETS_GATEWAY_${name}_KEY_FILE`]: path };
  };
  const audit = () => readFileSync(file('audit.key'), 'utf8');
  const sealing = () => readFileSync(file('sealing.key'), 'utf8');
  const opening = () => readFileSync(file('opening/opening.key'), 'utf8').trim();

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'an opening key in its environment',
      () => ({ SECRETS_GATEWAY_OPENING_KEY: opening() }),
      /^SECRETS_GATEWAY_OPENING_KEY: an opening key is private/,
    ],
    [
      'any SECRETS_GATEWAY_OPENING_KEY',
      () => ({ SECRETS_GATEWAY_OPENING_KEY: 'x' }),
      /^SECRETS_GATEWAY_OPENING_KEY: an opening key is private/,
    ],
    [
      'an opening key in any variable',
      () => ({ NOTES: `# ${opening()}` }),
      /^NOTES: an opening key is private/,
    ],
    [
      'an opening key for a sealing key',
      () => ({ SECRETS_GATEWAY_SEALING_KEY: opening() }),
      /^SECRETS_GATEWAY_SEALING_KEY: an opening key is private/,
    ],
    [
      'an opening key in the sealing key file',
      () => written('SEALING', opening()),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: .*private/,
    ],
    [
      'a sealing key cut short',
      () => written('SEALING', sealing().slice(0, 90)),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: line 1: /,
    ],
    [
      'an empty sealing key file',
      () => written('SEALING', ''),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: no sealing-key-1 line/,
    ],
    [
      'a missing sealing key file',
      () => ({ SECRETS_GATEWAY_SEALING_KEY_FILE: file('none') }),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: there is no such file/,
    ],
    [
      'a sealing key of another database',
      () => other('SECRETS_GATEWAY_SEALING_KEY_FILE'),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: none of these keys sealed/,
    ],
    [
      'a folder for a key',
      () => ({ SECRETS_GATEWAY_SEALING_KEY_FILE: installation.folder.path }),
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: must be a file/,
    ],
    [
      'an audit key that the group can read',
      () => written('AUDIT', audit(), 0o640),
      /^SECRETS_GATEWAY_AUDIT_KEY_FILE: others than its owner/,
    ],
    [
      'an audit key that the world can read',
      () => written('AUDIT', audit(), 0o604),
      /^SECRETS_GATEWAY_AUDIT_KEY_FILE: others than its owner/,
    ],
    [
      'a short audit key',
      () => written('AUDIT', audit().replace(/.{3}\n$/, '\n')),
      /^SECRETS_GATEWAY_AUDIT_KEY_FILE: line 1: audit key: must hold 32/,
    ],
    [
      'a missing audit key file',
      () => ({ SECRETS_GATEWAY_AUDIT_KEY_FILE: file('none') }),
      /^SECRETS_GATEWAY_AUDIT_KEY_FILE: there is no such file/,
    ],
    [
      'an audit key of another database',
      () => other('SECRETS_GATEWAY_AUDIT_KEY_FILE'),
      /^SECRETS_GATEWAY_AUDIT_KEY_FILE: this is not the key/,
    ],
    [
      'a port that is none',
      () => ({ SECRETS_GATEWAY_PORT: '65536' }),
      /^SECRETS_GATEWAY_PORT: give a whole number from 0 to 65535/,
    ],
  ])('with %s', async (_, environment, line) => {
    const before = readFileSync(installation.database);
    const { code, stdout, stderr } = await serve(environment());
    expect([code, stdout]).toEqual([1, '']);
    // One line, and no `listening` among the log lines.
    expect(stderr).toMatch(/^secrets-gateway: [^\n]+\n$/);
    expect(stderr.slice('secrets-gateway: '.length)).toMatch(line);
    expect(stderr).not.toContain(opening().split(' ')[2]);
    expect(readFileSync(installation.database).equals(before)).toBe(true);
    expect(existsSync(`${installation.database}-wal`)).toBe(false);
  });

  it.each(['sealing.key', 'audit.key'])(
    'with %s lost, although the database was used with it',
    async (name) => {
      const before = readFileSync(installation.database);
      renameSync(file(name), file('aside'));
      const { code, stderr } = await serve();
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^secrets-gateway: SECRETS_GATEWAY_(?:SEALING|AUDIT)_KEY_FILE: there is no such file, but the database/,
      );
      expect(existsSync(file(name))).toBe(false);
      expect(readFileSync(installation.database).equals(before)).toBe(true);
      renameSync(file('aside'), file(name));
    },
  );

  it('but does with all of them in place', async () => {
    const gateway = startCli(['serve'], {
      cwd: installation.folder.path,
      env: { ...installation.env, SECRETS_GATEWAY_PORT: '0', SECRETS_GATEWAY_LOG_LEVEL: 'info' },
    });
    await gateway.waitForLine(/"event":"listening"/);
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

it('a command makes neither database nor keys in an empty folder', async () => {
  const folder = createTemporaryFolder('empty');
  const env = { SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data') };
  expect(await runCommandLine(['operator', 'token', 'list'], env)).toMatchObject({
    code: 1,
    stderr:
      'secrets-gateway: SECRETS_GATEWAY_DATABASE_URL: there is no database yet; the first start of a gateway makes it\n',
  });
  expect(existsSync(env.SECRETS_GATEWAY_DATA_DIR)).toBe(false);
  copyFileSync(installation.database, join(folder.path, 'gateway.db'));
  expect(
    await runCommandLine(['operator', 'token', 'list'], { SECRETS_GATEWAY_DATA_DIR: folder.path }),
  ).toMatchObject({
    code: 1,
    stderr:
      'secrets-gateway: SECRETS_GATEWAY_SEALING_KEY_FILE: there is no such file; for a new database "secrets-gateway keys init" makes it, and on SQLite the first start of a gateway\n',
  });
  rmSync(join(folder.path, 'gateway.db'));
  folder.remove();
});
