// The second subgraph: what runs where, and with which secrets. It stores ids and versions, and never sees a value.
// Members of an organization may see its deployments. The subgraph asks the secrets gateway for the caller's organizations,
// with the caller's own credential.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'graphql';
import { page } from './page.mjs';
import { refusal, serve } from './server.mjs';

const require = createRequire(import.meta.url);
const { buildSubgraphSchema } = require('@apollo/subgraph');

const { PORT = '4002', SECRETS_URL = 'http://127.0.0.1:4000/graphql' } = process.env;
const MEMBERSHIPS = '{ viewer { organizations(first: 200) { nodes { id } } } }';

/** All deployments, oldest first. */
const deployments = [];

const resolvers = {
  Query: {
    deployment: async (_, { id }, caller) => (await visible(caller)).find((each) => each.id === id) ?? null,
  },
  Mutation: {
    createDeployment: async (_, { input }, caller) => {
      if (!(await caller.organizationIds()).has(input.organizationId)) {
        throw refusal('NOT_FOUND', 'There is no such organization.');
      }
      const deployment = { ...input, id: `deployment-${deployments.length + 1}` };
      deployments.push(deployment);
      return { deployment };
    },
  },
  Deployment: {
    __resolveReference: ({ id }, caller) => resolvers.Query.deployment(null, { id }, caller),
    organization: ({ organizationId }) => ({ id: organizationId }),
    secrets: ({ secrets }) => secrets.map(({ id }) => ({ id })),
  },
  Organization: {
    deployments: async ({ id }, paging, caller) =>
      page(
        (await visible(caller)).filter(({ organizationId }) => organizationId === id),
        paging,
      ),
  },
  Secret: {
    usedBy: async ({ id }, paging, caller) => page(await usersOf(id, caller), paging),
    // The router has fetched the version from the secrets gateway and sends it with the request.
    outdatedIn: async ({ id, version }, _, caller) =>
      (await usersOf(id, caller)).filter(({ secrets }) =>
        secrets.some((each) => each.id === id && each.version < version),
      ),
  },
};

async function visible(caller) {
  const organizationIds = await caller.organizationIds();
  return deployments.filter(({ organizationId }) => organizationIds.has(organizationId));
}

async function usersOf(secretId, caller) {
  return (await visible(caller)).filter(({ secrets }) => secrets.some(({ id }) => id === secretId));
}

/** The caller. Its organizations are looked up once for each request, and only if a field needs them. */
function callerOf({ authorization }) {
  let ids;
  return {
    organizationIds: () => {
      ids ??= organizationsOf(authorization);
      return ids;
    },
  };
}

async function organizationsOf(authorization) {
  if (authorization === undefined) throw refusal('UNAUTHENTICATED', 'Authentication is required.');
  const response = await fetch(SECRETS_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: MEMBERSHIPS }),
  }).catch(() => undefined);
  if (response === undefined) throw refusal('UNAVAILABLE', 'The secrets gateway cannot be reached.');
  const { data } = await response.json();
  if (!data) throw refusal('UNAUTHENTICATED', 'Authentication is required.');
  return new Set(data.viewer.organizations.nodes.map(({ id }) => id));
}

await serve('deployments', Number(PORT), {
  schema: buildSubgraphSchema({
    typeDefs: parse(readFileSync(new URL('deployments.graphql', import.meta.url), 'utf8')),
    resolvers,
  }),
  context: async ({ req }) => callerOf(req.headers),
});
