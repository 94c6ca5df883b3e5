// The server of the supergraph: plans each operation over both subgraphs and forwards the caller's credential to them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SUPERGRAPH_FILE } from './composition.mjs';
import { serve, silence } from './server.mjs';

const require = createRequire(import.meta.url);
const { ApolloGateway, RemoteGraphQLDataSource } = require('@apollo/gateway');

const {
  PORT = '4003',
  SECRETS_URL = 'http://127.0.0.1:4000/graphql',
  DEPLOYMENTS_URL = 'http://127.0.0.1:4002/graphql',
  SUPERGRAPH = SUPERGRAPH_FILE,
} = process.env;
const URLS = { secrets: SECRETS_URL, deployments: DEPLOYMENTS_URL };

class Subgraph extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) request.http.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(SUPERGRAPH, 'utf8'),
  logger: silence,
  buildService: ({ name }) => new Subgraph({ url: URLS[name] }),
});

await serve('supergraph', Number(PORT), {
  gateway,
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
