// Writes the committed SDL from the built schema, or checks that it is the schema's. Building the schema already fails
// for a field without a guard and for an output position that could yield a value.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
process.env.NODE_ENV ??= 'production';
const { buildGatewaySchema } = require('../dist/graphql/schema.js');
const { schemaDefinition } = require('../dist/graphql/sdl.js');

const file = fileURLToPath(new URL('../schema/schema.graphql', import.meta.url));
const sdl = schemaDefinition(buildGatewaySchema());
const [mode] = process.argv.slice(2);
if (mode === 'write') {
  writeFileSync(file, sdl);
} else if (mode === 'check') {
  if (readFileSync(file, 'utf8') !== sdl) {
    process.stderr.write('schema/schema.graphql is not the schema of the code; run "npm run schema" and review the change.\n');
    process.exitCode = 1;
  }
} else {
  process.stderr.write('usage: node scripts/schema.mjs write|check\n');
  process.exitCode = 2;
}
