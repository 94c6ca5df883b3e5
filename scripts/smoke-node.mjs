// Runs the tests that start processes under other versions of Node, which it takes from npm.
// usage: npm run smoke:node [-- 20 22 24 26]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const asked = process.argv.slice(2);
const versions = asked.length > 0 ? asked : ['20', '22', '24', '26'];
/** What depends on the version: the native driver, the permission model, signals, streams and the loading of modules. */
const TESTS = [
  'test/attack/code-in-the-gateway',
  'test/cli/serve/confinement',
  'test/cli/serve/serve.command',
  'test/cli/debugger',
  'test/cli/run/run.command',
  'test/consumer/run-consumer',
];

const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-node-'));
const run = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0;
const failed = versions.filter((version) => {
  const home = join(folder, version);
  const name = `node-${process.platform}-${process.arch}`;
  if (!run('npm', ['install', '--no-audit', '--no-fund', '--prefix', home, `${name}@${version}`]))
    return true;
  const node = join(home, 'node_modules', name, 'bin', 'node');
  run(node, ['--version']);
  return !run(node, [join('node_modules', 'jest', 'bin', 'jest.js'), ...TESTS]);
});
rmSync(folder, { recursive: true });
process.stdout.write(
  versions.map((version) => `Node ${version}: ${failed.includes(version) ? 'failed' : 'passed'}\n`).join(''),
);
process.exitCode = failed.length > 0 ? 1 : 0;
