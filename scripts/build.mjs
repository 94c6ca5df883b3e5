// Builds `dist` and checks the generated files. A step whose sources have not changed is skipped. Where there are no sources,
// as in the installed package, or no compiler, as after `npm ci --omit=dev`, the build that is there is used.
// usage: node scripts/build.mjs [compile | status]
//   compile  only the TypeScript sources
//   status   builds nothing; prints the steps that would run, one on a line
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasBuild, hasSources, runStep, staleSteps } from './build-stamp.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const COMPILER = 'node_modules/typescript/bin/tsc';

const steps = {
  compile: async () => {
    await run(COMPILER, '-p', 'tsconfig.build.json');
    removeOrphans();
  },
  playground: () => run('scripts/bundle-playground.mjs'),
  generated: async () => {
    await run('scripts/schema.mjs', 'check');
    await run('scripts/docs.mjs', 'check');
  },
};

/**
 * Ends the build with the exit code of a script that fails. The script has already printed the reason. A signal that ends the
 * build ends the script first.
 */
async function run(script, ...args) {
  const child = spawn(process.execPath, [join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  let received;
  const pass = (signal) => {
    received = signal;
    child.kill(signal);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, pass);
  const status = await new Promise((done) => {
    child.once('error', () => done(1));
    child.once('exit', (code) => done(code ?? 1));
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.off(signal, pass);
  if (received !== undefined) process.kill(process.pid, received);
  if (status !== 0) process.exit(status);
}

/** Removes the output of sources that no longer exist, which the compiler leaves behind. */
function removeOrphans() {
  for (const path of readdirSync(dist, { recursive: true })) {
    const [, stem] = /^(.*)\.(?:js|js\.map|d\.ts)$/.exec(path) ?? [];
    if (stem === undefined || path.startsWith('playground')) continue;
    if (!existsSync(join(root, 'src', `${stem}.ts`))) rmSync(join(dist, path));
  }
}

/** Without the compiler a build that is there is used as it is. Ends with 1 when there is none. */
function keepBuild(stale) {
  if (stale.length === 0) return;
  if (!hasBuild(root)) {
    process.stderr.write(
      'There is no build, and no compiler to make one: run "npm ci" and "npm run build".\n',
    );
    process.exit(1);
  }
  process.stderr.write(
    'The compiler is not installed: the build is used as it is, and may be of other sources than those here.\n',
  );
}

const [mode] = process.argv.slice(2);
const stale = hasSources(root) ? staleSteps(root) : [];
if (mode === 'status') {
  for (const step of stale) process.stdout.write(`${step}\n`);
} else if (hasSources(root) && !existsSync(join(root, COMPILER))) {
  keepBuild(stale);
} else {
  for (const step of stale) {
    if (mode !== 'compile' || step === 'compile') await runStep(root, step, steps[step]);
  }
}
