// The server of the supergraph. It plans each operation over both subgraphs and forwards the caller's credential.
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
// Without this, @apollo/gateway reports its use to its vendor and asks the cloud's metadata services where it runs.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const URLS = { secrets: SECRETS_URL, deployments: DEPLOYMENTS_URL };

class Subgraph extends RemoteGraphQLDataSource {
  fetcher = askSubgraph;

  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }

  /** The original error contains our addresses and quotes the response. */
  didEncounterError() {
    throw refusal('SUBGRAPH_UNAVAILABLE', 'A part of the graph cannot be reached now.');
  }
}

/**
 * The secrets gateway sends errors with their HTTP status (400, 401, …), and details in the body, sometimes along with data.
 * The data source would discard the body of such a response. So a body with GraphQL errors is passed on as a 200.
 */
async function askSubgraph(url, init) {
  const response = await fetch(url, init);
  const text = await response.text();
  const isGraphQL = Array.isArray(parsed(text)?.errors);
  return new Response(text, {
    status: isGraphQL ? 200 : response.status,
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
