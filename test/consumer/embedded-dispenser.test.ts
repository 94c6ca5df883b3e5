import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf, commandOf, gatewayPid } from '../support/confined';
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
  const dispenserOf = ({ pid }: StartedProcess) =>
    childrenOf(pid).find((child) => commandOf(child).includes('dispense --with-parent')) ?? 0;

  onLinux(
    'starts the dispenser as a process of its own, with an opening key in the environment of neither',
    async () => {
      await until(true);
      const child = dispenserOf(gateway);
      expect(commandOf(child)).toContain('dispense --with-parent');
      const others = [gateway.pid, gatewayPid(gateway)];
      for (const pid of others) expect(commandOf(pid)).not.toContain('dispense');
      for (const pid of [child, ...others]) {
        expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/opening-key-1/);
      }
    },
  );

  onLinux('starts a dispenser that was killed again', async () => {
    const first = dispenserOf(gateway);
    process.kill(first, 'SIGKILL');
    await gateway.waitForLine(/dispenser ended, restarting/);
    await until(true);
    expect([0, first]).not.toContain(dispenserOf(gateway));
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
