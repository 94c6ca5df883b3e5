import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type StartedProcess, startCli, startProcess } from '../support/process';

let folder: TemporaryFolder;
let gateway: StartedProcess;
let screen: string;

function start(): StartedProcess {
  return startCli(['serve'], { cwd: folder.path, env: { PORT: '0' } });
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
    for (const name of ['opening.key', 'sealing.key', 'audit.key', 'gateway.db']) {
      expect(statSync(join(folder.path, 'data', name)).mode & 0o777).toBe(0o600);
    }
  });

  it('the screen has the token once as text and once in the command, in plain text', () => {
    const token = /Your token, shown this once:\n\n {2}(\S+)\n/.exec(screen)?.[1] ?? '?';
    expect(screen.split(token)).toHaveLength(3);
    expect(gateway.stderr()).not.toContain(token);
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

  it('then the run command gives the value to a program and masks it in the output', async () => {
    expect(screen).toContain('\n  npx secrets-gateway run -- printenv GREETING\n');
    const masked = startCli(['run', '--', 'printenv', 'GREETING'], { cwd: folder.path });
    expect(await masked.exit).toMatchObject({ code: 0 });
    expect(masked.stdout()).toBe('[REDACTED]\n');
    const script = 'process.exit(process.env.GREETING === "hello from the gateway" ? 42 : 1)';
    const given = startCli(['run', '--', process.execPath, '-e', script], { cwd: folder.path });
    expect(await given.exit).toMatchObject({ code: 42 });
  });

  it('the process of the gateway has never held the opening key', async () => {
    // The control: the audit key, which it does hold, is seen by the same look at its memory.
    const seed = readFileSync(join(folder.path, 'data', 'opening.key'), 'utf8').split(' ')[2] ?? '';
    expect(seed).toHaveLength(43);
    expect(gateway.command.join(' ') + gateway.output().toString()).not.toContain(seed);
  });
});

describe('a later start', () => {
  it('tells how to issue a token, and the tokens of before are still good', async () => {
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(existsSync(join(folder.path, 'data', 'gateway.db-wal'))).toBe(false);
    const keys = readFileSync(join(folder.path, 'data', 'opening.key'), 'utf8');
    gateway = start();
    await gateway.waitForLine(/token issue --service-user <name> --role OWNER/);
    expect(gateway.stdout()).not.toContain('Your token');
    expect(readFileSync(join(folder.path, 'data', 'opening.key'), 'utf8')).toBe(keys);
  });

  it('is refused with one line when the port is taken', async () => {
    const port = /:(\d+)\//.exec(gateway.stdout())?.[1] ?? '';
    const second = startCli(['serve'], { cwd: folder.path, env: { PORT: port, LOG_LEVEL: 'silent' } });
    expect(await second.exit).toEqual({ code: 1, signal: null });
    expect(second.stderr()).toBe('secrets-gateway: PORT: something listens there already\n');
  });
});
