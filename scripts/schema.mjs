// Writes the committed SDL (the client API, the subgraph, and the supergraph of the example) from the built schema, or checks
// that it matches. Building the schema fails for a field without a guard, and for an output position of the schema or of
// the supergraph that could return a value.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { composeSupergraph, SUPERGRAPH_FILE } from '../examples/federation/composition.mjs';

const require = createRequire(import.meta.url);
process.env.NODE_ENV ??= 'production';
const {
  buildGatewaySchema,
  buildGatewaySubgraph,
  schemaDefinition,
} = require('../dist/graphql/server/gateway-schema.js');
const { DIALECTS } = require('../dist/gateway-dialects.js');

const inRepository = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { sdl } = buildGatewaySubgraph(DIALECTS);
const files = {
  [inRepository('schema/schema.graphql')]: schemaDefinition(buildGatewaySchema(DIALECTS)),
  [inRepository('schema/subgraph.graphql')]: sdl,
  [SUPERGRAPH_FILE]: `${composeSupergraph(sdl).trim()}\n`,
};
const [mode] = process.argv.slice(2);
if (mode === 'write') {
  for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
} else if (mode === 'check') {
  for (const [file, text] of Object.entries(files)) {
    if (readFileSync(file, 'utf8') === text) continue;
    process.stderr.write(`${file} does not match the code; run "npm run schema" and review the change.\n`);
    process.exitCode = 1;
  }
} else {
  process.stderr.write('usage: node scripts/schema.mjs write|check\n');
  process.exitCode = 2;
}
