import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type StartedProcess, startCli } from '../support/process';
import { TwoProcesses } from './processes.fixture';

const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('run --consumer', () => {
  let folder: TemporaryFolder;
  let both: TwoProcesses;
  let file: string;
  let id: string;
  beforeAll(async () => {
    folder = createTemporaryFolder('run');
    const url = () => `sqlite:${join(folder.path, 'gateway.db')}`;
    both = await TwoProcesses.start({ kind: 'sqlite', url, dataFolder: () => folder.path });
    await both.put('RUN_TOKEN', 'the value of the token');
    await both.put('RUN_PIN', '42');
    await both.put('RUN_SHOWN', 'harmless to show', { isSensitive: false });
    await both.put('RUN_LOGIN', SEED, { type: 'TOTP' });
    await both.put('OUTSIDE', 'value of nobody here');
    ({ file, id } = await both.consumer('runner', { namePrefix: 'RUN_' }));
  });
  afterAll(async () => {
    await both.stop();
    folder.remove();
  });

  const run = (options: readonly string[], script: string): StartedProcess =>
    startCli(['run', '--consumer', file, ...options, '--', 'node', '-e', script], { cwd: folder.path });
  const ended = async (options: readonly string[], script: string) => {
    const process = run(options, script);
    const { code } = await process.exit;
    return { code, stdout: process.stdout(), stderr: process.stderr() };
  };
  const NAMES = `console.log(Object.keys(process.env).filter((name) => /RUN_|OUTSIDE/.test(name)).sort().join());`;

  it('gives what the consumer may use, masks it in every form, and tells of values that are too short', async () => {
    const script = `${NAMES}
      const { RUN_TOKEN: token, RUN_PIN: pin, RUN_SHOWN: shown } = process.env;
      process.stdout.write(token.slice(0, 5));
      setTimeout(() => {
        process.stdout.write(token.slice(5) + '\\n');
        console.error(Buffer.from(token).toString('base64'), encodeURIComponent(token), pin, shown);
        process.exit(7);
      }, 100);`;
    const { code, stdout, stderr } = await ended([], script);
    expect([code, stdout]).toEqual([7, 'RUN_PIN,RUN_SHOWN,RUN_TOKEN\n[REDACTED]\n']);
    expect(stderr).toContain('[REDACTED] [REDACTED] 42 harmless to show');
    expect(stderr).toContain('because the value has fewer than 4 characters: "RUN_PIN"');
  });

  it('gives with --only what is named, and starts nothing when that may not be used', async () => {
    expect(await ended(['--only', 'run_token'], NAMES)).toMatchObject({ code: 0, stdout: 'RUN_TOKEN\n' });
    const refused = await ended(['--only', 'RUN_TOKEN,OUTSIDE'], NAMES);
    expect(refused).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('"OUTSIDE"') });
  });

  it('gives no seed of one-time codes, and names the command that gives codes when it is asked for one', async () => {
    const refused = await ended(['--only', 'RUN_TOKEN,RUN_LOGIN'], NAMES);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/"RUN_LOGIN" is a TOTP secret.*"secrets-gateway consumer code"/);
  });

  const consumer = async (args: readonly string[]) => {
    const process = startCli(['consumer', ...args], { cwd: folder.path });
    const { code } = await process.exit;
    return { code, stdout: process.stdout(), stderr: process.stderr() };
  };

  it('has beside it a command that prints a code, and nothing else', async () => {
    const shown = () => new TOTP({ secret: Secret.fromBase32(SEED) }).generate();
    const before = shown();
    const alone = await consumer(['code', file, 'run_login']);
    expect(alone).toMatchObject({ code: 0, stderr: '' });
    expect([`${before}\n`, `${shown()}\n`]).toContain(alone.stdout);
    const whole = await consumer(['code', '--json', file, 'RUN_LOGIN']);
    expect(JSON.parse(whole.stdout)).toEqual({
      code: expect.stringMatching(/^\d{6}$/),
      period: 30,
      remaining: expect.any(Number),
    });
    for (const process of both.started) expect(process.output().toString()).not.toContain(SEED.slice(0, 12));
  });

  it.each([
    ['OUTSIDE', 'there is no secret "OUTSIDE" that the consumer may use'],
    ['RUN_TOKEN', '"RUN_TOKEN" is no TOTP secret and has no codes'],
  ])('prints no code of %s, and says why in one line', async (name, message) => {
    expect(await consumer(['code', file, name])).toEqual({
      code: 4,
      stdout: '',
      stderr: `secrets-gateway: ${message}\n`,
    });
  });

  it('writes templates for as long as the command runs', async () => {
    const [source, target] = [join(folder.path, 'app.in'), join(folder.path, 'app.conf')];
    writeFileSync(source, 'token={{ RUN_TOKEN }} pin={{ RUN_PIN | base64 }}\n');
    const script = `const { readFileSync, statSync } = require('node:fs');
      const text = readFileSync(${JSON.stringify(target)}, 'utf8');
      console.log((statSync(${JSON.stringify(target)}).mode & 0o777).toString(8), text === 'token=' + process.env.RUN_TOKEN + ' pin=NDI=\\n');`;
    expect(await ended(['--template', `${source}:${target}`], script)).toMatchObject({
      code: 0,
      stdout: '600 true\n',
    });
    expect([existsSync(target), existsSync(source)]).toEqual([false, true]);
    writeFileSync(source, '{{ OUTSIDE }}');
    const refused = await ended(['--template', `${source}:${target}`], NAMES);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('"OUTSIDE"') });
  });

  it('sends the command a signal when a value has changed, with the template written and the new value masked', async () => {
    const [source, target] = [join(folder.path, 'live.in'), join(folder.path, 'live.conf')];
    writeFileSync(source, '{{ RUN_TOKEN }}');
    const script = `const { readFileSync } = require('node:fs');
      process.on('SIGHUP', () => console.log('now', readFileSync(${JSON.stringify(target)}, 'utf8'), process.env.RUN_TOKEN));
      console.log('started'); setInterval(() => {}, 1000);`;
    const process = run(['--watch', 'HUP', '--template', `${source}:${target}`], script);
    try {
      await process.waitForLine(/^started$/);
      await both.put('RUN_TOKEN', 'quite another value');
      await process.waitForLine(/^now \[REDACTED\] \[REDACTED\]$/);
      expect(readFileSync(target, 'utf8')).toBe('quite another value');
      expect(statSync(target).mode & 0o777).toBe(0o600);
      expect(await process.kill('SIGTERM')).toEqual({ code: 143, signal: null });
      expect(existsSync(target)).toBe(false);
    } finally {
      await process.kill('SIGKILL');
    }
  });

  it.each([
    [['--organization', 'default'], 'give --organization or --consumer'],
    [['--watch', 'NOSUCH'], 'no such signal'],
    [['--template', 'x'], 'template'],
    [['--only', 'a,,b'], 'a name is empty'],
  ])('is refused with %j before anything is started', async (options, message) => {
    const refused = await ended(options, NAMES);
    expect(refused).toMatchObject({ stdout: '', stderr: expect.stringContaining(message) });
    expect(refused.code).not.toBe(0);
  });

  it('lets the command go on with what it has when its consumer is deleted, and starts none anew', async () => {
    const process = run(['--watch'], `console.log('started'); setInterval(() => {}, 1000);`);
    try {
      await process.waitForLine(/^started$/);
      const query =
        'mutation ($input: DeleteConsumerInput!) { deleteConsumer(input: $input) { deletedConsumerId } }';
      await both.graphql(query, { input: { id } });
      await process.waitForLine(/the command keeps its present values/);
      const refused = await ended([], NAMES);
      expect(refused).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('no such consumer'),
      });
      expect(await process.kill('SIGTERM')).toEqual({ code: 143, signal: null });
    } finally {
      await process.kill('SIGKILL');
    }
  });
});
