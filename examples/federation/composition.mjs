// Composes the supergraph of the two subgraphs and refuses to give it out when a secret value could come out of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parse } from 'graphql';

const require = createRequire(import.meta.url);
const { composeServices } = require('@apollo/composition');

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Where the committed result is. */
export const SUPERGRAPH_FILE = file('supergraph.graphql');

/** The SDL of the supergraph; `secretsSdl` is what the gateway answers to `_service`, or schema/subgraph.graphql. */
export function composeSupergraph(secretsSdl = readFileSync(file('../../schema/subgraph.graphql'), 'utf8')) {
  const deploymentsSdl = readFileSync(file('deployments.graphql'), 'utf8');
  const { supergraphSdl, errors } = composeServices([
    { name: 'secrets', url: 'http://127.0.0.1:4000/graphql', typeDefs: parse(secretsSdl) },
    { name: 'deployments', url: 'http://127.0.0.1:4002/graphql', typeDefs: parse(deploymentsSdl) },
  ]);
  if (errors !== undefined) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
  proveMasked(supergraphSdl);
  return supergraphSdl;
}

function proveMasked(supergraphSdl) {
  const { buildGatewaySchema } = require('../../dist/graphql/server/gateway-schema.js');
  const { DIALECTS } = require('../../dist/gateway-dialects.js');
  const { proveSupergraphMasked } = require('../../dist/graphql/federation/supergraph-proof.js');
  proveSupergraphMasked(supergraphSdl, 'secrets', buildGatewaySchema(DIALECTS));
}
