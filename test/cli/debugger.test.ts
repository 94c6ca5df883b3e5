import { setTimeout as pause } from 'node:timers/promises';
import { refuseDebugger } from '../../src/cli/debugger';
import { type StartedProcess, startCli, startProcess } from '../support/process';
import { type Installation, install } from './cli.fixture';

const LISTENS = /Debugger listening/;
let installation: Installation;

beforeAll(async () => {
  installation = await install();
});
afterAll(() => installation.folder.remove());

function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): StartedProcess {
  const env = {
    ...installation.env,
    SECRETS_GATEWAY_PORT: '0',
    SECRETS_GATEWAY_DISPENSER: 'off',
    SECRETS_GATEWAY_LOG_LEVEL: 'info',
    ...more,
  };
  return startCli(args, { cwd: installation.folder.path, env });
}

describe('SIGUSR1 opens the debugger', () => {
  it('of a program without a handler (control)', async () => {
    const program = startProcess(process.execPath, [
      '-e',
      'console.log("ready"); setInterval(() => {}, 1e3)',
    ]);
    await program.waitForLine(/^ready/);
    program.signal('SIGUSR1');
    await program.waitForLine(LISTENS);
    await program.kill('SIGKILL');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['serve', ['serve'], /"event":"listening"/],
    ['dispense', ['dispense'], /"event":"dispenser listening"/],
    [
      'run',
      // The signal reaches the command, which takes it: a program of Node would open a debugger of its own.
      ['run', '--', 'sh', '-c', "trap 'echo taken' USR1; echo ready; while :; do sleep 0.1; done"],
      /^ready/,
    ],
  ])('but not of %s', async (_, args, line) => {
    const program = start(args);
    await program.waitForLine(line);
    program.signal('SIGUSR1');
    await pause(500);
    await program.kill('SIGTERM');
    expect(program.stderr()).not.toMatch(LISTENS);
  });
});

describe('a start under the debugger', () => {
  it.each([
    ['NODE_OPTIONS', '--inspect=127.0.0.1:0'],
    ['NODE_OPTIONS', '--report-on-signal'],
  ])('is refused with %s=%s, in one line', async (name, option) => {
    const program = start(['serve'], { [name]: option });
    expect(await program.exit).toEqual({ code: 1, signal: null });
    expect(program.stderr()).toMatch(
      /^secrets-gateway: NODE_OPTIONS: a debugger, .*SECRETS_GATEWAY_ALLOW_DEBUGGER=on.*$/m,
    );
    expect(program.stdout()).toBe('');
  });

  it('is permitted by name', async () => {
    const program = start(['serve'], {
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
      SECRETS_GATEWAY_ALLOW_DEBUGGER: 'on',
    });
    await program.waitForLine(/"event":"listening"/);
    await program.kill('SIGTERM');
    expect(program.stderr()).toMatch(LISTENS);
  });

  const closed = { execArgv: [], nodeOptions: undefined, isDebuggerOpen: false };
  it.each([
    '--inspect',
    '--inspect-brk=0',
    '--inspect_brk',
    '--inspect-wait',
    '--heapsnapshot-signal=SIGUSR2',
    '--heapsnapshot-near-heap-limit=1',
    '--heap-prof',
    '--report-on-fatalerror',
    '--report-uncaught-exception',
    '--abort-on-uncaught-exception',
  ])('%s is refused on the command line and in NODE_OPTIONS', (option) => {
    expect(() => refuseDebugger({}, { ...closed, execArgv: [option] })).toThrow(/^command line: a debugger/);
    expect(() => refuseDebugger({}, { ...closed, nodeOptions: `--no-warnings "${option}"` })).toThrow(
      /^NODE_OPTIONS: a debugger/,
    );
    expect(() =>
      refuseDebugger({ SECRETS_GATEWAY_ALLOW_DEBUGGER: 'on' }, { ...closed, execArgv: [option] }),
    ).not.toThrow();
  });

  it('a debugger that was opened from within is refused, other options are not', () => {
    expect(() => refuseDebugger({}, { ...closed, isDebuggerOpen: true })).toThrow(/^debugger: /);
    expect(() =>
      refuseDebugger(
        {},
        { ...closed, execArgv: ['--enable-source-maps'], nodeOptions: '--max-old-space-size=512' },
      ),
    ).not.toThrow();
  });
});
