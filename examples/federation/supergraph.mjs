// The server of the supergraph: plans each operation over both subgraphs and forwards the caller's credential to them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SUPERGRAPH_FILE } from './composition.mjs';
import { refusal, serve, silence } from './server.mjs';

const require = createRequire(import.meta.url);
const { ApolloGateway, RemoteGraphQLDataSource } = require('@apollo/gateway');

const {
  PORT = '4003',
  SECRETS_URL = 'http://127.0.0.1:4000/graphql',
  DEPLOYMENTS_URL = 'http://127.0.0.1:4002/graphql',
  SUPERGRAPH = SUPERGRAPH_FILE,
} = process.env;
// Read by the constructor below: by default the gateway reports its use to its vendor and asks the cloud's metadata
// services who it is.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const URLS = { secrets: SECRETS_URL, deployments: DEPLOYMENTS_URL };

class Subgraph extends RemoteGraphQLDataSource {
  fetcher = askSubgraph;

  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }

  /** The original names our addresses, and quotes what came back. */
  didEncounterError() {
    throw refusal('SUBGRAPH_UNAVAILABLE', 'A part of the graph cannot be reached now.');
  }
}

/**
 * The secrets gateway answers errors with their status (400, 401, …) and in the body says more, sometimes beside data.
 * The data source would throw all that away, so that an answer in GraphQL's shape counts as one.
 */
async function askSubgraph(url, init) {
  const response = await fetch(url, init);
  const text = await response.text();
  const isAnswer = Array.isArray(parsed(text)?.errors);
  return new Response(text, {
    status: isAnswer ? 200 : response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? 'text/plain' },
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  logger: silence,
  __exposeQueryPlanExperimental: false,
  buildService: ({ name, url }) => new Subgraph({ url: URLS[name] ?? url }),
});

await serve('supergraph', Number(PORT), {
  gateway,
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
