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
    env: { ...installation.env, PORT: '0', LOG_LEVEL: 'info', ...more },
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
  const other = (name: string) => ({ [name]: file(`${name.split('_')[0]?.toLowerCase()}.key`, stranger) });
  const written = (name: string, text: string, mode = 0o600) => {
    const path = file(`${name}.try`);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return { [`${name}_KEY_FILE`]: path };
  };
  const audit = () => readFileSync(file('audit.key'), 'utf8');
  const sealing = () => readFileSync(file('sealing.key'), 'utf8');
  const opening = () => readFileSync(file('opening.key'), 'utf8').trim();

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'an opening key in its environment',
      () => ({ OPENING_KEY: opening() }),
      /^OPENING_KEY: an opening key is private/,
    ],
    ['any OPENING_KEY', () => ({ OPENING_KEY: 'x' }), /^OPENING_KEY: an opening key is private/],
    [
      'an opening key in any variable',
      () => ({ NOTES: `# ${opening()}` }),
      /^NOTES: an opening key is private/,
    ],
    [
      'an opening key for a sealing key',
      () => ({ SEALING_KEY: opening() }),
      /^SEALING_KEY: an opening key is private/,
    ],
    [
      'an opening key in the sealing key file',
      () => written('SEALING', opening()),
      /^SEALING_KEY_FILE: .*private/,
    ],
    [
      'a sealing key cut short',
      () => written('SEALING', sealing().slice(0, 90)),
      /^SEALING_KEY_FILE: line 1: /,
    ],
    ['an empty sealing key file', () => written('SEALING', ''), /^SEALING_KEY_FILE: no sealing-key-1 line/],
    [
      'a missing sealing key file',
      () => ({ SEALING_KEY_FILE: file('none') }),
      /^SEALING_KEY_FILE: there is no such file/,
    ],
    [
      'a sealing key of another database',
      () => other('SEALING_KEY_FILE'),
      /^SEALING_KEY_FILE: none of these keys sealed/,
    ],
    [
      'a folder for a key',
      () => ({ SEALING_KEY_FILE: installation.folder.path }),
      /^SEALING_KEY_FILE: must be a file/,
    ],
    [
      'an audit key that the group can read',
      () => written('AUDIT', audit(), 0o640),
      /^AUDIT_KEY_FILE: others than its owner/,
    ],
    [
      'an audit key that the world can read',
      () => written('AUDIT', audit(), 0o604),
      /^AUDIT_KEY_FILE: others than its owner/,
    ],
    [
      'a short audit key',
      () => written('AUDIT', audit().replace(/.{3}\n$/, '\n')),
      /^AUDIT_KEY_FILE: line 1: audit key: must hold 32/,
    ],
    [
      'a missing audit key file',
      () => ({ AUDIT_KEY_FILE: file('none') }),
      /^AUDIT_KEY_FILE: there is no such file/,
    ],
    [
      'an audit key of another database',
      () => other('AUDIT_KEY_FILE'),
      /^AUDIT_KEY_FILE: this is not the key/,
    ],
    ['a port that is none', () => ({ PORT: '65536' }), /^PORT: give a whole number from 0 to 65535/],
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
        /^secrets-gateway: (?:SEALING|AUDIT)_KEY_FILE: there is no such file, but the database/,
      );
      expect(existsSync(file(name))).toBe(false);
      expect(readFileSync(installation.database).equals(before)).toBe(true);
      renameSync(file('aside'), file(name));
    },
  );

  it('but does with all of them in place', async () => {
    const gateway = startCli(['serve'], {
      cwd: installation.folder.path,
      env: { ...installation.env, PORT: '0', LOG_LEVEL: 'info' },
    });
    await gateway.waitForLine(/"event":"listening"/);
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

it('a command makes neither database nor keys in an empty folder', async () => {
  const folder = createTemporaryFolder('empty');
  const env = { DATA_DIR: join(folder.path, 'data') };
  expect(await runCommandLine(['token', 'list'], env)).toMatchObject({
    code: 1,
    stderr:
      'secrets-gateway: DATABASE_URL: there is no database yet; the first start of a gateway makes it\n',
  });
  expect(existsSync(env.DATA_DIR)).toBe(false);
  copyFileSync(installation.database, join(folder.path, 'gateway.db'));
  expect(await runCommandLine(['token', 'list'], { DATA_DIR: folder.path })).toMatchObject({
    code: 1,
    stderr:
      'secrets-gateway: SEALING_KEY_FILE: there is no such file; the first start of a gateway makes it\n',
  });
  rmSync(join(folder.path, 'gateway.db'));
  folder.remove();
});
