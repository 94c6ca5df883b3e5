// Composes the supergraph from the two subgraphs. Fails if a field of it could return a secret value.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parse } from 'graphql';

const require = createRequire(import.meta.url);
const { composeServices } = require('@apollo/composition');

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The committed result. */
export const SUPERGRAPH_FILE = file('supergraph.graphql');

/**
 * The SDL of the supergraph.
 *
 * @param {string} secretsSdl the SDL that the gateway returns from `_service`; by default schema/subgraph.graphql
 * @throws if the subgraphs do not compose, or if an output position is not proven to return the mask
 */
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
