import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gatewayPid } from '../../support/confined';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { type StartedProcess, startCli, startProcess } from '../../support/process';

let folder: TemporaryFolder;
let gateway: StartedProcess;
let screen: string;

function start(): StartedProcess {
  return startCli(['serve'], { cwd: folder.path, env: { SECRETS_GATEWAY_PORT: '0' } });
}

beforeAll(async () => {
  folder = createTemporaryFolder('serve');
  gateway = start();
  await gateway.waitForLine(/^The keys are in /);
  screen = gateway.stdout();
});
afterAll(async () => {
  await gateway.kill('SIGKILL');
  folder.remove();
});

describe('on the first start', () => {
  it('keys and database are made, for the owner alone', () => {
    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o700);
    for (const name of ['opening/opening.key', 'sealing.key', 'audit.key', 'gateway.db']) {
      expect(statSync(join(folder.path, 'data', name)).mode & 0o777).toBe(0o600);
    }
  });

  it('the token is in a file for the owner alone, and in no output, which a log collector may keep', () => {
    const file = join(folder.path, 'data', 'owner.token');
    const token = readFileSync(file, 'utf8').trim();
    expect(token).toMatch(/^\S{32,}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(screen).toContain(`\n  cat ${file}\n`);
    expect(screen + gateway.stderr()).not.toContain(token);
    expect(readdirSync(join(folder.path, 'data')).filter((name) => name.startsWith('owner'))).toHaveLength(1);
    expect(screen).toMatch(/^[\x20-\x7e\n]+$/);
    expect(screen).toMatch(/ {2}Playground {3}http:\/\/127\.0\.0\.1:\d+\/\n/);
  });

  it('the curl command works as it stands, and its answer shows the mask', async () => {
    const command = /^ {2}curl (?:.*\\\n)+.*$/m.exec(screen)?.[0] ?? 'false';
    const curl = startProcess('sh', ['-c', command]);
    expect(await curl.exit).toMatchObject({ code: 0 });
    expect(JSON.parse(curl.stdout())).toMatchObject({
      data: { createSecret: { secret: { name: 'GREETING', value: '[REDACTED]', version: 1 } } },
    });
  });

  it('then the run command gives the value to a program, and prints it because it is not sensitive', async () => {
    expect(screen).toContain('\n  npx secrets-gateway run -- printenv GREETING\n');
    const shown = startCli(['run', '--', 'printenv', 'GREETING'], { cwd: folder.path });
    expect(await shown.exit).toMatchObject({ code: 0 });
    expect(shown.stdout()).toBe('hello from the gateway\n');
    const script = 'process.exit(process.env.GREETING === "hello from the gateway" ? 42 : 1)';
    const given = startCli(['run', '--', process.execPath, '-e', script], { cwd: folder.path });
    expect(await given.exit).toMatchObject({ code: 42 });
  });

  // Another process's memory can be read so on Linux only.
  (process.platform === 'linux' ? it : it.skip)('the gateway never has the opening key in its memory', () => {
    const keyIn = (file: string, field: number) => {
      const text =
        readFileSync(join(folder.path, 'data', file), 'utf8')
          .trim()
          .split(' ')[field] ?? '';
      expect(text).toHaveLength(43);
      return [Buffer.from(text), Buffer.from(text, 'base64url')];
    };
    // The control: the audit key, which it must hold, is seen by the same look.
    expect(gatewayPid(gateway)).not.toBe(gateway.pid);
    expect(memoryHolds(gatewayPid(gateway), keyIn('audit.key', 1))).toBe(true);
    for (const pid of [gatewayPid(gateway), gateway.pid]) {
      expect(memoryHolds(pid, keyIn('opening/opening.key', 2))).toBe(false);
    }
  });
});

describe('a later start', () => {
  it('tells how to issue a token, and the tokens of before are still good', async () => {
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(existsSync(join(folder.path, 'data', 'gateway.db-wal'))).toBe(false);
    const keys = readFileSync(join(folder.path, 'data', 'opening/opening.key'), 'utf8');
    gateway = start();
    await gateway.waitForLine(/token issue --service-user <name> --role OWNER/);
    expect(gateway.stdout()).not.toContain('our token is');
    expect(readFileSync(join(folder.path, 'data', 'opening/opening.key'), 'utf8')).toBe(keys);
  });

  it('is refused with one line when the port is taken', async () => {
    const port = /:(\d+)\//.exec(gateway.stdout())?.[1] ?? '';
    const second = startCli(['serve'], {
      cwd: folder.path,
      env: { SECRETS_GATEWAY_PORT: port, SECRETS_GATEWAY_LOG_LEVEL: 'silent' },
    });
    expect(await second.exit).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toBe('secrets-gateway: SECRETS_GATEWAY_PORT: the port is already in use\n');
  });
});

/** Searches all that a process can write to, at a block's borders too. */
function memoryHolds(pid: number, needles: readonly Buffer[]): boolean {
  const BLOCK = 16 * 1024 * 1024;
  const file = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (from === undefined || to === undefined) continue;
      for (let at = BigInt(`0x${from}`); at < BigInt(`0x${to}`); at += BigInt(BLOCK - 64)) {
        const rest = Number(BigInt(`0x${to}`) - at);
        const block = Buffer.alloc(Math.min(BLOCK, rest));
        const read = readable(() => readSync(file, block, 0, block.length, at));
        if (needles.some((needle) => block.subarray(0, read).includes(needle))) return true;
      }
    }
    return false;
  } finally {
    closeSync(file);
  }
}

/** A region may go away, or not be readable at all, while it is looked at. */
function readable(read: () => number): number {
  try {
    return read();
  } catch {
    return 0;
  }
}
