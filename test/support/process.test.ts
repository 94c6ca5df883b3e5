import { resolve } from 'node:path';
import { findFreePort } from './postgres-server';
import { type StartedProcess, startCli, startProcess } from './process';

const run = (script: string, options = {}): StartedProcess =>
  startProcess(process.execPath, ['-e', script], options);
const FOREVER = 'setInterval(() => 0, 1000);';

describe('a started process', () => {
  it('fails the wait when it ends without the line, with what it wrote', async () => {
    const child = run('console.log("one"); console.error("two"); process.exitCode = 3;');
    await expect(child.waitForLine(/three/)).rejects.toThrow(/process ended \(3\).*three[\s\S]*one\ntwo/);
  });

  it('fails the wait after the time is over', async () => {
    const child = run(FOREVER);
    await expect(child.waitForLine(/never/, 50)).rejects.toThrow('50 ms passed');
    await expect(child.waitForPort(await findFreePort(), 50)).rejects.toThrow('50 ms passed');
    await child.kill('SIGKILL');
  });

  it('rejects when the command does not exist', async () => {
    await expect(startProcess('no-such-command', []).exit).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('does not take half a line for the line', async () => {
    const child = run(
      `process.stdout.write('port 40'); setTimeout(() => console.log('01'), 100); ${FOREVER}`,
    );
    expect(await child.waitForLine(/^port/)).toBe('port 4001');
    await child.kill('SIGKILL');
  });

  it('gives exit code, both outputs and what it read', async () => {
    const child = run('process.stdin.pipe(process.stdout); console.error("two"); process.exitCode = 7;', {
      input: 'one',
    });
    expect(await child.exit).toEqual({ code: 7, signal: null });
    expect([child.stdout(), child.stderr(), child.output().toString()]).toEqual(['one', 'two\n', 'onetwo\n']);
  });

  it('gives the signal that killed it', async () => {
    const child = run(`console.log('up'); ${FOREVER}`);
    await child.waitForLine(/up/);
    expect(await child.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await child.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is waited for until its port is open', async () => {
    const port = await findFreePort();
    const child = run(`setTimeout(() => require('net').createServer().listen(${port}, '127.0.0.1'), 100)`);
    await child.waitForPort(port);
    expect(await child.kill('SIGTERM')).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('sees its own environment and not ours', async () => {
    const child = run('console.log(JSON.stringify(process.env))', { env: { MARK: 'x' } });
    await child.exit;
    const seen = JSON.parse(child.stdout());
    expect(seen).toMatchObject({ MARK: 'x', PATH: process.env.PATH });
    expect(process.env.JEST_WORKER_ID).toBeDefined();
    expect(seen).not.toHaveProperty('JEST_WORKER_ID');
  });
});

it('the executable is started from where the build puts it', async () => {
  const child = startCli(['no-such-command']);
  expect(child.command).toEqual([process.execPath, resolve('dist', 'main.js'), 'no-such-command']);
  expect((await child.exit).code).not.toBe(0);
});

let left: StartedProcess | undefined;
describe('at the end of the test file', () => {
  it('a process is left running', async () => {
    left = run(`console.log('up'); ${FOREVER}`);
    await left.waitForLine(/up/);
    expect(() => process.kill(left?.pid ?? 0, 0)).not.toThrow();
  });
});

// Hooks run in the order of their definition: this one comes after the one of process.ts.
afterAll(async () => {
  expect(await left?.exit).toEqual({ code: null, signal: 'SIGKILL' });
});
