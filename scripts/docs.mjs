// Writes the generated pages of the documentation, or checks that they match the code.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { configurationPage } = require('../dist/config/page.js');

const { commandReference } = require('../dist/cli/reference.js');

const read = (path) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
const PAGES = {
  'docs/configuration.md': configurationPage(),
  'docs/cli.md': await commandReference(read('scripts/cli-introduction.md')),
};

const [mode] = process.argv.slice(2);
for (const [path, text] of Object.entries(PAGES)) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  if (mode === 'write') writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(`${path} is stale; run "npm run docs" and review the change.\n`);
    process.exitCode = 1;
  }
}
