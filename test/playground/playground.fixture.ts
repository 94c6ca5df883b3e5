import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { GraphQLError } from 'graphql';
import { parseExamples } from '../../src/graphql/playground/examples';
import { registerPlayground } from '../../src/graphql/playground/playground.plugin';

const root = resolve(__dirname, '../..');
const sources = ['src/graphql/playground/app', 'scripts/bundle-playground.mjs', 'package-lock.json'];

/** What the browser tests need of a running gateway with its playground. */
export interface PlaygroundServer {
  readonly origin: string;
  readonly token: string;
  /** The `authorization` headers of the GraphQL requests so far, undefined for none. */
  readonly authorizations: (string | undefined)[];
  /** The bodies of the requests so far. */
  readonly bodies: unknown[];
  close(): Promise<void>;
}

/** The folder of a bundle that is newer than its sources: `dist/playground`, or one made now in `scratch`. */
function builtPlayground(scratch: string): string {
  const dist = join(root, 'dist/playground');
  const manifest = join(dist, 'manifest.json');
  if (existsSync(manifest) && statSync(manifest).mtimeMs >= Math.max(...sources.map(newest))) return dist;
  const folder = join(scratch, 'bundle');
  execFileSync(process.execPath, [join(root, 'scripts/bundle-playground.mjs'), folder]);
  return folder;
}

function newest(path: string): number {
  const full = join(root, path);
  const inside = statSync(full).isDirectory() ? readdirSync(full).map((name) => join(full, name)) : [full];
  return Math.max(...inside.map((file) => statSync(file).mtimeMs));
}

const exampleDocument = `# The examples of the playground.

# Who am I?
query Viewer {
  viewer {
    id
    name
  }
}

# Its value goes in and never comes out.
# variables: {"input":{"organizationId":"org-1","name":"DATABASE_PASSWORD","value":"paste the value here"}}
mutation CreateSecret($input: CreateSecretInput!) {
  createSecret(input: $input) {
    secret {
      ...SecretFields
      value
    }
  }
}

# variables: {"organizationId":"org-1"}
query ListSecrets($organizationId: ID!) {
  secrets(organizationId: $organizationId) {
    ...SecretFields
  }
}

# variables: {"id":"secret-1"}
query OneSecret($id: ID!) {
  secret(id: $id) {
    ...SecretFields
  }
}

# variables: {"id":"secret-1"}
mutation DeleteSecret($id: ID!) {
  deleteSecret(id: $id)
}

fragment SecretFields on Secret {
  id
  name
  version
}
`;

const typeDefs = `
  "The value of a secret. It goes in through a variable and always comes back as the mask."
  scalar SecretValue
  type Viewer { id: ID! name: String! }
  "Named metadata of a stored value."
  type Secret { id: ID! name: String! version: Int! value: SecretValue! }
  input CreateSecretInput { organizationId: ID! name: String! value: SecretValue! }
  type CreateSecretPayload { secret: Secret! }
  type Query {
    "The authenticated caller."
    viewer: Viewer!
    secrets(organizationId: ID!): [Secret!]!
    secret(id: ID!): Secret
  }
  type Mutation {
    createSecret(input: CreateSecretInput!): CreateSecretPayload!
    deleteSecret(id: ID!): ID
  }
`;

interface CreateSecret {
  readonly input: { readonly name: string };
}

interface Context {
  readonly authorization: string | undefined;
}

function resolvers(token: string) {
  const secrets: { id: string; name: string; version: number; value: string }[] = [];
  const guarded =
    <Args, Result>(resolve: (args: Args) => Result) =>
    (_parent: unknown, args: Args, context: Context): Result => {
      if (context.authorization === `Bearer ${token}`) return resolve(args);
      throw new GraphQLError('An access token is needed.', { extensions: { code: 'UNAUTHENTICATED' } });
    };
  return {
    Query: {
      viewer: guarded(() => ({ id: 'svc-1', name: 'first owner' })),
      secrets: guarded(() => secrets),
      secret: guarded(({ id }: { id: string }) => secrets.find((secret) => secret.id === id)),
    },
    Mutation: {
      createSecret: guarded(({ input }: CreateSecret) => {
        const secret = {
          id: `secret-${secrets.length + 1}`,
          name: input.name,
          version: 1,
          value: '[REDACTED]',
        };
        secrets.push(secret);
        return { secret };
      }),
    },
  };
}

/** Starts a gateway with its playground on a free port of 127.0.0.1. */
export async function startPlaygroundServer(): Promise<PlaygroundServer> {
  const token = 'sgt_0123456789abcdefghijklmnopqrstuvwxyzABCD';
  const authorizations: (string | undefined)[] = [];
  const bodies: unknown[] = [];
  const app = Fastify();
  const apollo = new ApolloServer<Context>({
    typeDefs,
    resolvers: resolvers(token),
    introspection: true,
    plugins: [fastifyApolloDrainPlugin(app)],
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    context: async ({ headers, body }) => {
      authorizations.push(headers.authorization);
      bodies.push(body);
      return { authorization: headers.authorization };
    },
  });
  const scratch = mkdtempSync(join(tmpdir(), 'playground-'));
  try {
    const examples = parseExamples(exampleDocument);
    registerPlayground(app, { assetsFolder: builtPlayground(scratch), examples, endpoint: '/graphql' });
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, token, authorizations, bodies, close: () => app.close() };
}
