// Builds `dist` and checks the generated files. A step whose sources have not changed is skipped.
// usage: node scripts/build.mjs [compile | status]
//   compile  only the TypeScript sources
//   status   builds nothing; prints the steps that would run, one on a line
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runStep, staleSteps } from './build-stamp.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

const steps = {
  compile: () => {
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
    removeOrphans();
  },
  playground: () => run('scripts/bundle-playground.mjs'),
  generated: () => {
    run('scripts/schema.mjs', 'check');
    run('scripts/docs.mjs', 'check');
  },
};

/** Ends the build with the exit code of a script that fails. The script has already printed the reason. */
function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Removes the output of sources that no longer exist, which the compiler leaves behind. */
function removeOrphans() {
  for (const path of readdirSync(dist, { recursive: true })) {
    const [, stem] = /^(.*)\.(?:js|js\.map|d\.ts)$/.exec(path) ?? [];
    if (stem === undefined || path.startsWith('playground')) continue;
    if (!existsSync(join(root, 'src', `${stem}.ts`))) rmSync(join(dist, path));
  }
}

const [mode] = process.argv.slice(2);
const stale = staleSteps(root);
if (mode === 'status') {
  for (const step of stale) process.stdout.write(`${step}\n`);
} else {
  for (const step of stale) {
    if (mode !== 'compile' || step === 'compile') await runStep(root, step, steps[step]);
  }
}
