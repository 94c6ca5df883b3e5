import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { npmEnd } from '../../../src/cli/serve/npm-end';
import { builtFile } from '../../support/built';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { type StartedProcess, startProcess } from '../../support/process';
import { ROOT } from '../../support/repository';

/** Other systems have no `/proc` to look processes up in. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

let folder: TemporaryFolder;
/** The content of the package that `npm pack` makes, with its production dependencies only. */
let installed: string;

beforeAll(() => {
  builtFile('main.js');
  folder = createTemporaryFolder('npm-start');
  installed = join(folder.path, 'package');
  const packed = execFileSync(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path],
    { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [{ filename }] = Object.values(JSON.parse(packed)) as [{ filename: string }];
  execFileSync('tar', ['-xzf', join(folder.path, filename), '-C', folder.path]);
  linkProductionPackages(installed);
});
afterAll(() => folder.remove());

/** What `npm ci --omit=dev` leaves, as links to the packages of this checkout. */
function linkProductionPackages(to: string): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    const isTop = path.lastIndexOf('node_modules/') === 0;
    if (!isTop || dev || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(to, path));
  }
}

/** A start in a data folder of its own. */
function npmStart(cwd: string, more: Readonly<Record<string, string>> = {}): StartedProcess {
  const data = join(folder.path, 'data');
  return startProcess('npm', ['start'], {
    cwd,
    env: { SECRETS_GATEWAY_PORT: '0', SECRETS_GATEWAY_DATA_DIR: data, ...more },
  });
}

/** The ids of all processes below one, at any depth. */
function processesBelow(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children
    .filter((each) => each !== '')
    .flatMap((each) => [Number(each), ...processesBelow(Number(each))]);
}

const runs = (pid: number) => existsSync(`/proc/${pid}`);

async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(runs)) await pause(20);
}

onLinux('npm start', () => {
  it('passes SIGTERM on: every process ends in order, and npm with 0', async () => {
    const npm = npmStart(installed);
    await npm.waitForLine(/"dispenser listening"/);
    await npm.waitForLine(/^The keys are in /);
    const below = processesBelow(npm.pid);
    // Gateway and dispenser at least: the control for what follows.
    expect(below.filter(runs).length).toBeGreaterThanOrEqual(2);
    expect(await npm.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(below.filter(runs)).toEqual([]);
    expect(existsSync(join(folder.path, 'data', 'gateway.db-wal'))).toBe(false);
  });

  it.each(['SIGKILL', 'SIGHUP'] as const)('leaves nothing behind when npm ends by %s', async (signal) => {
    const npm = npmStart(installed);
    await npm.waitForLine(/"dispenser listening"/);
    const below = processesBelow(npm.pid);
    expect(below.filter(runs).length).toBeGreaterThanOrEqual(2);
    npm.signal(signal);
    await untilGone(below);
    expect(await npm.exit).toEqual({ code: null, signal });
  });

  it('leaves nothing behind when a shell between npm and the gateway dies, as under npx', async () => {
    const shell = startProcess('sh', ['-c', `"${process.execPath}" dist/main.js serve; exit $?`], {
      cwd: installed,
      env: {
        SECRETS_GATEWAY_PORT: '0',
        SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data'),
        npm_lifecycle_event: 'npx',
      },
    });
    await shell.waitForLine(/"dispenser listening"/);
    const below = processesBelow(shell.pid);
    expect(below.filter(runs).length).toBeGreaterThanOrEqual(2);
    shell.signal('SIGTERM');
    await untilGone(below);
  });

  it('and a gateway that npm did not start outlives the process above it', async () => {
    let now = 7;
    let ended = false;
    void npmEnd({}, () => now).then(() => {
      ended = true;
    });
    const seen = npmEnd({ npm_lifecycle_event: 'start' }, () => now);
    now = 1;
    await seen;
    expect(ended).toBe(false);
  });
});

describe('the package', () => {
  it('has what it needs and no sources, and starts without a compiler', async () => {
    expect(readdirSync(installed).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'node_modules',
      'ormconfig.ts',
      'package.json',
      'schema',
      'scripts',
    ]);
    expect(existsSync(join(installed, 'node_modules', 'typescript'))).toBe(false);
    expect(existsSync(join(installed, 'dist', 'playground', 'manifest.json'))).toBe(true);
    const npm = npmStart(installed);
    const { port } = JSON.parse(await npm.waitForLine(/"event":"listening"/)) as { port: number };
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(npm.stderr()).not.toContain('compiler');
    expect(await npm.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });
});

describe('a checkout without development packages', () => {
  let checkout: string;
  beforeAll(() => {
    checkout = join(folder.path, 'checkout');
    cpSync(installed, checkout, { recursive: true, verbatimSymlinks: true });
    cpSync(join(ROOT, 'src'), join(checkout, 'src'), { recursive: true });
  });

  it('starts with the build that is there, and says that it was not compared with the sources', async () => {
    const npm = npmStart(checkout);
    await npm.waitForLine(/"event":"listening"/);
    expect(npm.stderr()).toContain('The compiler is not installed: the build is used as it is');
    expect(await npm.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  });

  it('says what to do where there is no build', async () => {
    rmSync(join(checkout, 'dist'), { recursive: true });
    const npm = npmStart(checkout);
    expect(await npm.exit).toEqual({ code: 1, signal: null });
    expect(npm.stderr()).toContain('There is no build, and no compiler to make one');
  });
});
