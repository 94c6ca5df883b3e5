import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './repository';

/** Environment variable with the steps of the build that are stale; set by jest's global set-up, for all workers. */
export const STALE_VARIABLE = 'GATEWAY_TEST_STALE_BUILD';

/** A part of `dist`: what the compiler writes, or the bundle of the playground. */
export type BuildStep = 'compile' | 'playground';

/** Asks the build which of its steps would run, such as `compile,generated`. Empty when `dist` is of the sources. */
export function readStaleSteps(): string {
  const printed = execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.mjs'), 'status'], {
    encoding: 'utf8',
  });
  return printed.trim().split('\n').join(',');
}

/**
 * The path of a file in `dist`. Throws when it was built from other sources than the ones that are there now: the test
 * would pass or fail for what is no longer so.
 *
 * @param path below `dist`, such as `main.js`
 */
export function builtFile(path: string, step: BuildStep = 'compile'): string {
  const stale = process.env[STALE_VARIABLE];
  if (stale === undefined) throw new Error('jest was started without its global set-up');
  if (stale.split(',').includes(step)) {
    throw new Error(`dist/${path} was not built from the sources as they are: run "npm run build" first.`);
  }
  return join(ROOT, 'dist', path);
}
