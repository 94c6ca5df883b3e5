import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type StartedProcess, startCli } from '../support/process';
import { freePort } from './processes.fixture';

/** Other systems have no `/proc` to look a child up in. */
const onLinux = process.platform === 'linux' ? it : it.skip;

describe('the embedded default', () => {
  let folder: TemporaryFolder;
  let gateway: StartedProcess;
  let port: number;
  beforeEach(async () => {
    folder = createTemporaryFolder('embedded');
    port = await freePort();
    const env = {
      SECRETS_GATEWAY_DATA_DIR: folder.path,
      SECRETS_GATEWAY_PORT: '0',
      SECRETS_GATEWAY_DISPENSER_PORT: String(port),
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: 'a token of the first owner, in tests'.replaceAll(' ', '-'),
    };
    gateway = startCli(['serve'], { env, cwd: folder.path });
    await gateway.waitForLine(/"dispenser listening"/);
  });
  afterEach(async () => {
    await gateway.kill('SIGKILL');
    folder.remove();
  });

  const isReady = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    return response?.status === 200;
  };
  const until = async (wanted: boolean) => {
    while ((await isReady()) !== wanted) await pause(50);
  };
  /** The last child that a process has started. */
  const childOf = (pid: number) =>
    Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').at(-1));

  onLinux(
    'starts the dispenser as a process of its own, with an opening key in the environment of neither',
    async () => {
      await until(true);
      const child = childOf(gateway.pid);
      const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      expect(commandOf(child)).toContain('dispense --with-parent');
      expect(commandOf(gateway.pid)).not.toContain('dispense');
      for (const pid of [child, gateway.pid]) {
        expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/opening-key-1/);
      }
    },
  );

  onLinux('starts a dispenser that was killed again', async () => {
    const first = childOf(gateway.pid);
    process.kill(first, 'SIGKILL');
    await gateway.waitForLine(/dispenser ended, restarting/);
    await until(true);
    expect(childOf(gateway.pid)).not.toBe(first);
  });

  it('ends both in order when asked to', async () => {
    expect(await gateway.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await isReady()).toBe(false);
  });

  it('leaves no dispenser behind when the gateway is killed', async () => {
    expect(await isReady()).toBe(true);
    await gateway.kill('SIGKILL');
    await until(false);
  });
});
