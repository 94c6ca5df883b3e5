import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { builtFile } from '../../support/built';
import { type StartedProcess, startProcess } from '../../support/process';
import { type Installation, install } from '../cli.fixture';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';
const CTRL_D = '\x04';

let installation: Installation;

beforeAll(async () => {
  installation = await install();
  await installation.store('KEY_FILE', Buffer.from('some bytes').toString('base64'), { isFile: true });
});
afterAll(() => installation.folder.remove());

const run = `"${process.execPath}" "${builtFile('main.js')}" run --`;

/** An interactive shell in a terminal of its own. The quotes keep the echo of the commands apart from their output. */
async function shell(): Promise<StartedProcess> {
  const started = startProcess('script', ['-qfec', 'bash --norc --noprofile -i', '/dev/null'], {
    cwd: installation.folder.path,
    env: { ...installation.env, TERM: 'dumb', PS1: '$ ' },
    isTyped: true,
  });
  started.type('echo "is"" ready"\n');
  await started.waitForLine(/^is ready/);
  return started;
}

describe('in a terminal', () => {
  it('Ctrl-C reaches the command once, which decides about its end', async () => {
    const terminal = await shell();
    const script =
      'let n = 0; process.on("SIGINT", () => { console.log("int", ++n); setTimeout(() => process.exit(7), 400); }); console.log("start" + "ed"); setInterval(() => {}, 1e3)';
    terminal.type(`${run} node -e '${script}'; echo "code"" $?"\n`);
    await terminal.waitForLine(/^started/);
    terminal.type(CTRL_C);
    await terminal.waitForLine(/^code 7/);
    expect(terminal.stdout()).toContain('int 1');
    expect(terminal.stdout()).not.toContain('int 2');
    terminal.type(CTRL_D);
    await terminal.exit;
  });

  it('Ctrl-C ends the loop of a shell around a command that does not handle it', async () => {
    const terminal = await shell();
    const inner = written('inner.sh', 'echo "started $KEY_FILE"; exec sleep 600');
    const loop = written('loop.sh', `for i in 1 2 3; do ${run} sh ${inner}; done`);
    terminal.type(`bash ${loop}; echo "code"" $?"\n`);
    const path = /started (\S+)/.exec(await terminal.waitForLine(/^started /))?.[1] ?? '';
    expect(existsSync(path)).toBe(true);
    terminal.type(CTRL_C);
    // An interactive shell gives up the rest of its line, too.
    terminal.type('echo "then"" $?"\n');
    await terminal.waitForLine(/^then 130/);
    expect(terminal.stdout().match(/^started /gm)).toHaveLength(1);
    expect(existsSync(dirname(path))).toBe(false);
    terminal.type(CTRL_D);
    await terminal.exit;
  });

  it('Ctrl-Z stops it as a job of the shell, and a signal to it alone reaches the command', async () => {
    const terminal = await shell();
    const script = written(
      'stopped.sh',
      'echo "started $PPID"; read -r line; echo "read $line"; exec sleep 600',
    );
    terminal.type(`${run} sh ${script}\n`);
    const pid = Number(/started (\d+)/.exec(await terminal.waitForLine(/^started /))?.[1]);
    terminal.type(CTRL_Z);
    await terminal.waitForLine(/Stopped/);
    expect(stateOf(pid)).toBe('T');
    terminal.type('fg\n');
    while (stateOf(pid) === 'T') await pause(20);
    terminal.type('typed\n');
    await terminal.waitForLine(/^read typed/);
    process.kill(pid, 'SIGINT');
    while (stateOf(pid) !== undefined) await pause(20);
    terminal.type('echo "code"" $?"\n');
    await terminal.waitForLine(/code 130/);
    terminal.type(CTRL_D);
    await terminal.exit;
  });
});

/** A shell script in the folder of the installation. */
function written(name: string, text: string): string {
  const path = join(installation.folder.path, name);
  writeFileSync(path, `${text}\n`);
  return path;
}

function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
