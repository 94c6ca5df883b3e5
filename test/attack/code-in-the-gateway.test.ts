import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { builtFile } from '../support/built';
import { gatewayPid } from '../support/confined';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type StartedProcess, startProcess } from '../support/process';
import { ROOT } from '../support/repository';

/** Other systems have no `/proc` to find the confined process in. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

const native = join(
  dirname(createRequire(__filename).resolve('sqlite3/package.json')),
  'build',
  'Release',
  'node_sqlite3.node',
);

/** `serve` with the code of an attacker in all its processes. */
function serveAttacked(folder: string, more: Readonly<Record<string, string>> = {}): StartedProcess {
  const attack = readFileSync(join(ROOT, 'test', 'attack', 'code-in-the-gateway.process.mjs'), 'utf8');
  const inside = `data:text/javascript,${encodeURIComponent(attack)}`;
  return startProcess(process.execPath, ['--import', inside, builtFile('main.js'), 'serve'], {
    cwd: folder,
    env: {
      PORT: '0',
      ATTACK_KEY: join(folder, 'data', 'opening', 'opening.key'),
      ATTACK_FOLDER: folder,
      ATTACK_NATIVE: native,
      ...more,
    },
  });
}

/** What each attempt got in a process of the gateway. */
async function attempts(gateway: StartedProcess, pid: number): Promise<Record<string, string>> {
  const from = gateway.stdout().length;
  process.kill(pid, 'SIGUSR2');
  while (!gateway.stdout().slice(from).includes('attack over\n')) await gateway.waitForLine(/^attack over$/);
  const lines = gateway.stdout().slice(from).split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line.startsWith('attack {'))
      .map((line) => JSON.parse(line.slice('attack '.length)) as { name: string; got: string })
      .map(({ name, got }) => [name, got]),
  );
}

/** Attempts that get nothing even from a process that may do everything: SQLite opens databases only. */
const NEVER = ['open it as a database', 'attach it to a database', 'read it by a function of SQLite'];

/** A dependency gone bad, or a fault that runs what a client sent: code in the process that answers requests. */
onLinux('code in the gateway', () => {
  let folder: TemporaryFolder;
  let gateway: StartedProcess;
  beforeAll(async () => {
    folder = createTemporaryFolder('confined');
    gateway = serveAttacked(folder.path);
    await gateway.waitForLine(/^The keys are in /);
  });
  afterAll(async () => {
    await gateway.kill('SIGKILL');
    folder.remove();
  });

  it('neither reads the opening key, nor starts a process, nor loads native code, nor writes a file', async () => {
    const inside = gatewayPid(gateway);
    expect(inside).not.toBe(gateway.pid);
    const before = readdirSync(folder.path);
    const got = await attempts(gateway, inside);
    expect(Object.keys(got).length).toBeGreaterThan(30);
    expect(Object.entries(got).filter(([, each]) => each === 'key' || each === 'done')).toEqual([]);
    expect(readdirSync(folder.path)).toEqual(before);
    // It still serves.
    const { port } = JSON.parse(await gateway.waitForLine(/"event":"listening"/)) as { port: number };
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then((reply) => reply.text());
    expect(metrics).toMatch(/^process_open_fds [1-9]/m);
  });

  it('while the same code gets all of it in a process without confinement', async () => {
    const free = createTemporaryFolder('free');
    const open = serveAttacked(free.path, { SECRETS_GATEWAY_CONFINEMENT: 'off' });
    try {
      await open.waitForLine(/^The keys are in /);
      expect(gatewayPid(open)).toBe(open.pid);
      const got = await attempts(open, open.pid);
      const refused = Object.entries(got).filter(([, each]) => each !== 'key' && each !== 'done');
      const extension = 'load an extension of SQLite';
      expect(refused.map(([name]) => name).filter((name) => !NEVER.includes(name))).toEqual([extension]);
    } finally {
      await open.kill('SIGKILL');
      free.remove();
    }
  });
});
