import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import { Database } from 'sqlite3';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { ROOT } from '../support/repository';
import { exchange, type Outgoing, type Reply } from './exchange';

/** The gateway as somebody would write it who trusts defaults: the control that shows what the probes can see. */
export interface WeakGateway {
  readonly port: number;
  /** Keeps values as they come. */
  readonly databasePath: string;
  readonly folder: TemporaryFolder;
  /** Its log, at the level that frameworks choose. */
  log(): string;
  send(request: Outgoing): Promise<Reply>;
  close(): Promise<void>;
}

interface Given {
  readonly input: Readonly<Record<string, unknown>>;
}

/** The same schema on the same libraries, without anything that this project adds. */
export async function startWeakGateway(): Promise<WeakGateway> {
  const folder = createTemporaryFolder('weak');
  const databasePath = join(folder.path, 'weak.db');
  const database = new Database(databasePath);
  const run = (statement: string, ...values: unknown[]) =>
    new Promise<void>((done, fail) =>
      database.run(statement, values, (error) => (error ? fail(error) : done())),
    );
  await run('PRAGMA journal_mode = WAL');
  await run('CREATE TABLE secret (name TEXT, value TEXT)');
  const pieces: string[] = [];
  const app = fastify({ logger: { stream: { write: (piece: string) => void pieces.push(piece) } } });
  const apollo = new ApolloServer({
    typeDefs: readFileSync(join(ROOT, 'schema', 'schema.graphql'), 'utf8'),
    resolvers: {
      Mutation: {
        createSecret: async (_root: unknown, { input }: Given) => {
          app.log.info({ input }, 'creating');
          await run('INSERT INTO secret VALUES (?, ?)', input.name, input.value);
          return { secret: { ...input, id: 'secret-1' } };
        },
        deleteSecret: (_root: unknown, { input }: Given) => {
          throw new Error(`there is no secret ${input.id}`);
        },
      },
    },
    logger: app.log as never,
    allowBatchedHttpRequests: true,
    csrfPrevention: false,
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    port,
    databasePath,
    folder,
    log: () => pieces.join(''),
    send: (request) => exchange(port, request),
    close: async () => {
      await app.close();
      await apollo.stop();
      await new Promise((closed) => database.close(closed));
      folder.remove();
    },
  };
}
