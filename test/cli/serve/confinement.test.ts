import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isConfined, permissionOptions } from '../../../src/cli/serve/confinement';
import { readConfig, SETTINGS } from '../../../src/config/config';
import { builtFile } from '../../support/built';
import { commandOf, gatewayPid } from '../../support/confined';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { startProcess } from '../../support/process';
import { ROOT } from '../../support/repository';

/** Other systems have no `/proc` to find the confined process in. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

describe('what a confined gateway may read', () => {
  const base = { SECRETS_GATEWAY_DATA_DIR: '/srv/gateway' };
  const readable = (environment: Record<string, string>) =>
    permissionOptions(readConfig(environment), environment).flatMap((option) =>
      option.startsWith('--allow-fs-read=') ? [option.slice('--allow-fs-read='.length)] : [],
    );

  it('is every file that a setting names, except the opening key and the first token', () => {
    const files = Object.values(SETTINGS).filter(({ unit }) => unit === 'file');
    expect(files.length).toBeGreaterThanOrEqual(3);
    const named = Object.fromEntries(files.map(({ name }) => [name, `/etc/gateway/${name.toLowerCase()}`]));
    const all = readable({ ...base, ...named });
    for (const [name, file] of Object.entries(named)) {
      expect([name, all.includes(file)]).toEqual([name, !/OPENING_KEY_FILE|OWNER_TOKEN_FILE/.test(name)]);
    }
  });

  it('is no folder above the data or the key', () => {
    for (const path of readable(base)) {
      expect('/srv/gateway/opening/opening.key'.startsWith(path)).toBe(false);
    }
  });

  it('includes the certificates of a PostgreSQL URL, and then no native code is loaded', () => {
    const environment = {
      ...base,
      SECRETS_GATEWAY_DATABASE_URL: 'postgres://db/x?sslrootcert=/etc/ca.pem&sslkey=/etc/client.key',
    };
    expect(readable(environment)).toEqual(expect.arrayContaining(['/etc/ca.pem', '/etc/client.key']));
    expect(readable(environment).filter((path) => path.includes('gateway.db'))).toEqual([]);
  });

  it('is refused where the key lies below the program, and where Node would take a name as a pattern', () => {
    const inside = { ...base, SECRETS_GATEWAY_OPENING_KEY_FILE: join(ROOT, 'dist', 'opening/opening.key') };
    expect(() => readable(inside)).toThrow(/OPENING_KEY_FILE: the gateway could read this file/);
    expect(() =>
      readable({ ...base, SECRETS_GATEWAY_OPENING_KEY_FILE: '/k', SECRETS_GATEWAY_AUDIT_KEY_FILE: '/k' }),
    ).toThrow(/could read/);
    expect(() => readable({ SECRETS_GATEWAY_DATA_DIR: '/srv/*' })).toThrow(
      /CONFINEMENT: a path with \* or ,/,
    );
  });

  it('is everything where confinement is off, or a debugger is allowed', () => {
    expect(isConfined(readConfig(base))).toBe(true);
    expect(isConfined(readConfig({ ...base, SECRETS_GATEWAY_CONFINEMENT: 'off' }))).toBe(false);
    expect(isConfined(readConfig({ ...base, SECRETS_GATEWAY_ALLOW_DEBUGGER: 'on' }))).toBe(false);
  });
});

onLinux('a data folder of an earlier version', () => {
  let folder: TemporaryFolder;
  let data: string;
  beforeEach(() => {
    folder = createTemporaryFolder('moved');
    data = join(folder.path, 'data');
  });
  afterEach(() => folder.remove());

  const start = () =>
    startProcess(process.execPath, [builtFile('main.js'), 'serve'], { cwd: folder.path, env: { PORT: '0' } });
  const command = async (...args: string[]) => {
    const run = startProcess(process.execPath, [builtFile('main.js'), ...args], { cwd: folder.path });
    return (await run.exit).code;
  };

  it('is used by commands as it is; serve moves the key and closes the folder to others', async () => {
    expect(await command('keys', 'generate')).toBe(0);
    const key = readFileSync(join(data, 'opening', 'opening.key'));
    renameSync(join(data, 'opening', 'opening.key'), join(data, 'opening.key'));
    expect(await command('keys', 'generate')).toBe(0);
    const both = readFileSync(join(data, 'opening.key'), 'utf8');
    expect(both.endsWith(key.toString())).toBe(true);
    chmodSync(data, 0o755);
    const gateway = start();
    await gateway.waitForLine(/"dispenser listening"/);
    await gateway.kill('SIGTERM');
    expect(gateway.stderr()).toContain('"event":"opening key moved"');
    expect(gateway.stderr()).toContain('"event":"data folder closed to others"');
    expect(readFileSync(join(data, 'opening', 'opening.key'), 'utf8')).toBe(both);
    expect(existsSync(join(data, 'opening.key'))).toBe(false);
    const modes = ['.', 'opening', 'opening/opening.key'].map(
      (path) => statSync(join(data, path)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  it('is refused when others can enter it and it holds other files', async () => {
    mkdirSync(data, { mode: 0o755 });
    chmodSync(data, 0o755);
    writeFileSync(join(data, 'passwd'), '');
    const gateway = start();
    expect(await gateway.exit).toEqual({ code: 1, signal: null });
    expect(gateway.stderr()).toMatch(
      /^secrets-gateway: \S*DATA_DIR: others than its owner can enter the folder[^\n]+\n$/,
    );
    expect(statSync(data).mode & 0o777).toBe(0o755);
    expect(readdirSync(data)).toEqual(['passwd']);
    // The control: closed, the same folder is taken.
    chmodSync(data, 0o700);
    const again = start();
    await again.waitForLine(/^The keys are in /);
    await again.kill('SIGTERM');
  });

  it('is also used where its path leads through symbolic links', async () => {
    mkdirSync(join(folder.path, 'real'), { mode: 0o700 });
    symlinkSync('real', data);
    const gateway = start();
    await gateway.waitForLine(/^The keys are in /);
    expect(commandOf(gatewayPid(gateway))).toContain('permission');
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});
