// Tells whether `dist` was built from the current sources. The build records a hash of what each step has read, because
// file times mean nothing after a checkout.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const COMPILED = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json', 'scripts/build.mjs'];

/** Files and folders that each step reads, relative to the root of the repository. */
const INPUTS = {
  compile: COMPILED,
  playground: ['src/graphql/playground', 'scripts/bundle-playground.mjs', 'package-lock.json'],
  generated: [
    ...COMPILED,
    'schema',
    'docs/configuration.md',
    'docs/cli.md',
    'scripts/cli-introduction.md',
    'examples/federation',
    'scripts/schema.mjs',
    'scripts/docs.mjs',
  ],
};

/** A file that each step writes last; without it the step has to run again. */
const OUTPUTS = {
  compile: 'dist/main.js',
  playground: 'dist/playground/manifest.json',
  generated: 'dist/main.js',
};

const stampFile = (root) => join(root, 'dist/build-stamp.json');

/**
 * The steps of the build, in order, whose output is missing or was built from other sources.
 *
 * @param {string} root folder of the repository
 * @returns {('compile' | 'playground' | 'generated')[]}
 */
export function staleSteps(root) {
  const stamp = readStamp(root);
  return Object.keys(INPUTS).filter(
    (step) => !existsSync(join(root, OUTPUTS[step])) || stamp[step] !== fingerprint(root, INPUTS[step]),
  );
}

/** Whether the sources are here. They are not in the installed package. @param {string} root */
export function hasSources(root) {
  return existsSync(join(root, 'src'));
}

/** Whether every step has left its output, from whatever sources. @param {string} root */
export function hasBuild(root) {
  return Object.values(OUTPUTS).every((path) => existsSync(join(root, path)));
}

/**
 * Runs a step and records the hash of its sources. The hash is taken first, so a file that changes meanwhile makes the
 * output stale.
 *
 * @param {string} root
 * @param {'compile' | 'playground' | 'generated'} step
 * @param {() => void | Promise<void>} run throws if the step fails
 */
export async function runStep(root, step, run) {
  const made = fingerprint(root, INPUTS[step]);
  writeStamp(root, step, undefined);
  await run();
  writeStamp(root, step, made);
}

function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap((input) => filesOf(root, input)).sort()) {
    const bytes = readFileSync(join(root, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

function filesOf(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full).flatMap((name) => filesOf(root, `${path}/${name}`));
}

function readStamp(root) {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    // The file is missing, or incomplete after a kill: build everything again.
    return {};
  }
}

function writeStamp(root, step, made) {
  mkdirSync(dirname(stampFile(root)), { recursive: true });
  writeFileSync(stampFile(root), `${JSON.stringify({ ...readStamp(root), [step]: made }, null, 2)}\n`);
}
