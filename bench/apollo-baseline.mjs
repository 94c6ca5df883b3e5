// The second baseline: Apollo Server with resolvers that return the same fields from memory. No database, no
// authentication, no guard.
import { createRequire } from 'node:module';
import { reportCpu } from './cpu-report.mjs';

const require = createRequire(import.meta.url);
const { ApolloServer } = require('@apollo/server');
const { startStandaloneServer } = require('@apollo/server/standalone');

const typeDefs = `
  type Principal { id: ID! name: String! }
  type Team { name: String! }
  type Versions { totalCount: Int! }
  type Secret { id: ID! name: String! type: String! note: String isSensitive: Boolean! isFile: Boolean! access: String! visibility: String! value: String! version: Int! createdAt: String! updatedAt: String! expiresAt: String lastUsedAt: String createdBy: Principal team: Team versions: Versions! }
  type PageInfo { hasNextPage: Boolean! }
  type Secrets { nodes: [Secret!]! pageInfo: PageInfo! }
  type Organization { secrets(first: Int): Secrets! }
  input CreateSecretInput { organizationId: ID! name: String! value: String! }
  type CreateSecretPayload { secret: Secret! }
  type Query { organization(slug: String): Organization secret(id: ID!): Secret }
  type Mutation { createSecret(input: CreateSecretInput!): CreateSecretPayload! }`;
const time = new Date().toISOString();
const secret = (index) => ({
  id: `secret-${index}`,
  name: `NAME_${index}`,
  type: 'KEY_VALUE',
  note: 'a note',
  isSensitive: true,
  isFile: false,
  access: 'ORGANIZATION',
  visibility: 'ALL',
  value: '[REDACTED]',
  version: 1,
  createdAt: time,
  updatedAt: time,
  expiresAt: null,
  lastUsedAt: null,
  createdBy: { id: 'svc-1', name: 'owner' },
  team: null,
  versions: { totalCount: 1 },
});
const nodes = Array.from({ length: 100 }, (_, index) => secret(index));
const resolvers = {
  Query: {
    organization: () => ({ secrets: { nodes, pageInfo: { hasNextPage: true } } }),
    secret: () => nodes[0],
  },
  Mutation: { createSecret: () => ({ secret: nodes[0] }) },
};
const { url } = await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), {
  listen: { port: 0, host: '127.0.0.1' },
});
reportCpu(Number(new URL(url).port));
