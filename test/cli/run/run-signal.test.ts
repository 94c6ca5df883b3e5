import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { builtFile } from '../../support/built';
import { startCli, startProcess } from '../../support/process';
import { type Installation, install } from '../cli.fixture';

let installation: Installation;

beforeAll(async () => {
  installation = await install();
  await installation.store('KEY FILE', Buffer.from('some bytes of a file').toString('base64'), {
    isFile: true,
  });
  await installation.store('PASSWORD', 'correct horse battery');
});
afterAll(() => installation.folder.remove());

function start(script: string, input?: string) {
  return startCli(['run', '--', process.execPath, '-e', script], {
    cwd: installation.folder.path,
    env: installation.env,
    ...(input !== undefined && { input }),
  });
}

describe('a signal', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGUSR2', 140],
  ] as const)('%s ends the child, the exit code is %i, and the files are gone', async (signal, code) => {
    const run = start('console.log("at " + process.env.KEY_FILE); setInterval(() => {}, 1000)');
    const path = (await run.waitForLine(/^at /)).slice(3);
    expect(readFileSync(path, 'utf8')).toBe('some bytes of a file');
    expect(await run.kill(signal)).toEqual({ code, signal: null });
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('of every kind that the child handles reaches it once and leaves the exit code to it', async () => {
    const signals =
      'TERM INT HUP QUIT ABRT USR1 USR2 ALRM CONT WINCH URG TSTP TTIN TTOU PWR IO VTALRM PROF XCPU XFSZ STKFLT'.split(
        ' ',
      );
    const script = `for (const signal of ${JSON.stringify(signals)}) process.on('SIG' + signal, () => console.log('got', signal));
      process.stdin.on('end', () => process.exit(9)).resume();
      console.log('ready');`;
    const run = startCli(['run', '--', process.execPath, '-e', script], {
      cwd: installation.folder.path,
      env: installation.env,
      isTyped: true,
    });
    await run.waitForLine(/ready/);
    for (const signal of signals) {
      run.signal(`SIG${signal}` as NodeJS.Signals);
      await run.waitForLine(new RegExp(`got ${signal}$`));
    }
    run.type();
    expect(await run.exit).toEqual({ code: 9, signal: null });
    expect(run.stdout()).toBe(['ready', ...signals.map((signal) => `got ${signal}`), ''].join('\n'));
  });

  it('ends everything that the child has started', async () => {
    const run = startCli(['run', '--', 'sh', '-c', 'sleep 600 & echo "left $!"; sleep 600; true'], {
      cwd: installation.folder.path,
      env: installation.env,
    });
    const left = Number((await run.waitForLine(/^left /)).slice(5));
    expect(isRunning(left)).toBe(true);
    expect(await run.kill('SIGTERM')).toEqual({ code: 143, signal: null });
    while (isRunning(left)) await pause(20);
  });

  it('that stops the child stops this process, too, until both go on', async () => {
    const run = startCli(['run', '--', 'sh', '-c', 'echo "is $$"; read -r line; echo "$line"'], {
      cwd: installation.folder.path,
      env: installation.env,
      isTyped: true,
    });
    const child = Number((await run.waitForLine(/^is /)).slice(3));
    run.signal('SIGTSTP');
    await untilState(run.pid, 'T');
    await untilState(child, 'T');
    run.type('typed\n');
    run.signal('SIGCONT');
    expect(await run.exit).toEqual({ code: 0, signal: null });
    expect(run.stdout()).toContain('typed\n');
  });

  it('reaches the child of the first process of a container, which is not ended by default', async () => {
    const main = builtFile('main.js');
    const inside = `"${process.execPath}" "${main}" run -- sh -c 'trap "echo ended; exit 4" QUIT; echo ready; while :; do sleep 0.1; done'`;
    const run = startProcess('unshare', ['--pid', '--fork', '--kill-child', 'sh', '-c', `exec ${inside}`], {
      cwd: installation.folder.path,
      env: installation.env,
    });
    await run.waitForLine(/^ready$/);
    process.kill(childOf(run.pid), 'SIGQUIT');
    expect(await run.exit).toEqual({ code: 4, signal: null });
    expect(run.stdout()).toBe('ready\nended\n');
  });
});

describe('what the child has left behind', () => {
  const leaving = (script: string) =>
    startCli(['run', '--', 'sh', '-c', script], { cwd: installation.folder.path, env: installation.env });

  it('does not keep the command, and nothing that the child wrote is lost', async () => {
    const many = 'i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done';
    const run = leaving(`sleep 600 & echo "left $!"; ${many}; exit 3`);
    const left = Number((await run.waitForLine(/^left /)).slice(5));
    expect(await run.exit).toEqual({ code: 3, signal: null });
    expect(run.stdout().split('\n')).toHaveLength(20_002);
    expect(isRunning(left)).toBe(true);
    process.kill(left, 'SIGKILL');
  });

  it('does not keep it either when it never stops writing', async () => {
    const run = leaving('yes & echo "left $!" >&2; exit 3');
    expect(await run.exit).toEqual({ code: 3, signal: null });
    const left = Number(/left (\d+)/.exec(run.stderr())?.[1]);
    while (isRunning(left)) await pause(20);
  });
});

it('files of a process that was killed are removed by the next one, and those of a running one are not', async () => {
  const script = 'console.log("at " + process.env.KEY_FILE); setInterval(() => {}, 1000)';
  const [killed, running] = [start(script), start(script)];
  const paths = await Promise.all(
    [killed, running].map(async (run) => (await run.waitForLine(/^at /)).slice(3)),
  );
  const child = childOf(killed.pid);
  killed.signal('SIGKILL');
  while (isRunning(killed.pid)) await pause(20);
  process.kill(child, 'SIGKILL');
  expect(paths.map((path) => existsSync(path))).toEqual([true, true]);
  expect(await start('process.exit(0)').exit).toMatchObject({ code: 0 });
  expect(paths.map((path) => existsSync(dirname(path)))).toEqual([false, true]);
  await running.kill('SIGTERM');
});

it('standard input is that of the child', async () => {
  const run = start('process.stdin.on("data", (d) => console.log(String(d).toUpperCase()))', 'typed text');
  expect(await run.exit).toMatchObject({ code: 0 });
  expect(run.stdout()).toBe('TYPED TEXT\n');
});

it('a value in large output that is cut anywhere is masked, and nothing is lost', async () => {
  const script = `
    const { write } = require('node:fs');
    const line = 'x'.repeat(1000) + process.env.PASSWORD + '\\n';
    process.stdout.write(line.repeat(3000));`;
  const run = start(script);
  expect(await run.exit).toMatchObject({ code: 0 });
  expect(run.stdout()).toBe(`${'x'.repeat(1000)}[REDACTED]\n`.repeat(3000));
});

it('a reader that goes away early ends the child, without a word', async () => {
  const main = builtFile('main.js');
  const shell = startProcess('sh', ['-c', `"${process.execPath}" "${main}" run -- yes | head -n 1`], {
    cwd: installation.folder.path,
    env: installation.env,
  });
  expect(await shell.exit).toMatchObject({ code: 0 });
  expect([shell.stdout(), shell.stderr()]).toEqual(['y\n', '']);
});

it('reads no .env file, which belongs to the application', async () => {
  const env = join(installation.folder.path, '.env');
  writeFileSync(env, 'SECRETS_GATEWAY_DATA_DIR=/nowhere\nDATABASE_URL=sqlite:/nowhere/app.db\nPORT=3000\n');
  const script = 'console.log(process.env.SECRETS_GATEWAY_DATA_DIR, process.env.PORT, process.env.NODE_ENV)';
  const run = startCli(['run', '--', process.execPath, '-e', script], {
    cwd: installation.folder.path,
    env: installation.env,
  });
  expect(await run.exit).toMatchObject({ code: 0 });
  expect([run.stdout(), run.stderr()]).toEqual(['undefined undefined undefined\n', '']);
  rmSync(env);
});

/** A process that has ended may stay in the table of processes for as long as its parent does not ask for its status. */
function isRunning(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state !== 'Z';
}

/** A letter of the table of processes: `T` is stopped. */
async function untilState(pid: number, state: string): Promise<void> {
  while (stateOf(pid) !== state) await pause(20);
}

function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}
