import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { builtFile } from '../../support/built';
import { startCli, startProcess } from '../../support/process';
import { type Installation, install } from '../cli.fixture';

let installation: Installation;

beforeAll(async () => {
  installation = await install();
  await installation.store('key file', Buffer.from('some bytes of a file').toString('base64'), {
    isFile: true,
  });
  await installation.store('password', 'correct horse battery');
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
    ['SIGHUP', 129],
  ] as const)('%s ends the child, the exit code is %i, and the files are gone', async (signal, code) => {
    const run = start('console.log("at " + process.env.key_file); setInterval(() => {}, 1000)');
    const path = (await run.waitForLine(/^at /)).slice(3);
    expect(readFileSync(path, 'utf8')).toBe('some bytes of a file');
    expect(await run.kill(signal)).toEqual({ code, signal: null });
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('that the child handles leaves the exit code to the child', async () => {
    const run = start(
      'process.on("SIGTERM", () => process.exit(9)); console.log("ready"); setInterval(() => {}, 1e3)',
    );
    await run.waitForLine(/ready/);
    expect(await run.kill('SIGTERM')).toEqual({ code: 9, signal: null });
  });

  it('ends the waiting for what the child left behind', async () => {
    const left =
      'require("node:child_process").spawn("sleep", ["20"], { stdio: "inherit", detached: true }).unref()';
    const run = start(`${left}; console.log("left")`);
    await run.waitForLine(/left/);
    await pause(300);
    run.signal('SIGTERM');
    // The pipes of the test are open as long as the one left behind, so only the process itself can be watched.
    while (isRunning(run.pid)) await pause(20);
    expect(isRunning(run.pid)).toBe(false);
  });
});

it('standard input is that of the child', async () => {
  const run = start('process.stdin.on("data", (d) => console.log(String(d).toUpperCase()))', 'typed text');
  expect(await run.exit).toMatchObject({ code: 0 });
  expect(run.stdout()).toBe('TYPED TEXT\n');
});

it('a value in large output that is cut anywhere is masked, and nothing is lost', async () => {
  const script = `
    const { write } = require('node:fs');
    const line = 'x'.repeat(1000) + process.env.password + '\\n';
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

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
