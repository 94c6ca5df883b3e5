import fastify, { type FastifyInstance } from 'fastify';
import { Authenticator } from '../../src/auth/authenticator';
import { readConfig } from '../../src/config/config';
import { DIALECTS } from '../../src/gateway-dialects';
import { GatewayCredential } from '../../src/graphql/request/gateway-credential';
import { createApolloServer } from '../../src/graphql/server/apollo-server';
import { buildGatewaySubgraph } from '../../src/graphql/server/gateway-schema';
import { registerGraphQL } from '../../src/graphql/server/graphql.plugin';
import { registerBodyParsers } from '../../src/http/body-parser';
import { registerErrorReplies } from '../../src/http/error-reply';
import { registerOrigins } from '../../src/http/origin';
import { RouteMethods } from '../../src/http/route-methods';
import { Log } from '../../src/log';
import type { Database } from '../../src/storage/database';
import { type Caller, openTestBackend, type TestBackend } from '../support/backend';

/** An error as clients get it. */
interface AnswerError {
  readonly message: string;
  readonly path?: readonly unknown[];
  readonly extensions: {
    readonly code: string;
    readonly violations?: readonly { readonly path: string; readonly rule: string }[];
  };
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the data of any operation
  readonly data: any;
  readonly errors: readonly AnswerError[] | undefined;
}

/** A subgraph on a test database: the real routes, called in this process. */
export interface TestSubgraph extends TestBackend {
  readonly app: FastifyInstance;
  /** Every log line so far. */
  readonly lines: readonly string[];
  /** Sends an operation as the caller; without a credential if undefined. */
  ask(caller: Caller | undefined, query: string, variables?: object, headers?: object): Promise<Answer>;
  /** Sends a body unchanged. */
  send(caller: Caller | undefined, body: string): Promise<Answer>;
  /** The statements that `work` runs, including those of transactions. */
  statementsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
}

/** How to open a {@link TestSubgraph}. */
export interface TestSubgraphOptions {
  readonly gatewayToken?: string;
  readonly isLoopback?: boolean;
}

/** Queries entities, with every field of a secret that has no arguments. */
export const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Organization { id slug name }
    ... on Secret { id name value version }
  }
}`;

/** Opens the subgraph with the default limits of a gateway. */
export async function openTestSubgraph(
  url: string,
  { gatewayToken, isLoopback = true }: TestSubgraphOptions = {},
): Promise<TestSubgraph> {
  const backend = await openTestBackend(url);
  const { services } = backend;
  const lines: string[] = [];
  const log = new Log('debug', (line) => lines.push(line));
  const apollo = createApolloServer({
    schema: buildGatewaySubgraph(DIALECTS).schema,
    introspection: true,
    limits: readConfig({}),
    log,
  });
  await apollo.start();
  const app = fastify() as unknown as FastifyInstance;
  const methods = RouteMethods.watch(app);
  registerOrigins(app, []);
  registerBodyParsers(app);
  registerErrorReplies(app, log, methods);
  const authenticator = new Authenticator(services.authentication, undefined);
  registerGraphQL(app, {
    apollo,
    services,
    authenticate: (authorization, origin) => authenticator.principal(authorization, origin),
    operationTimeoutMs: 60_000,
    gatewayCredential: new GatewayCredential(gatewayToken, isLoopback),
  });
  await app.ready();
  const send = async (caller: Caller | undefined, payload: string, headers: object = {}): Promise<Answer> => {
    const authorization = caller && { authorization: `Bearer ${caller.token}` };
    const reply = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      payload,
    });
    const { data, errors } = reply.json();
    return { status: reply.statusCode, text: reply.body, data, errors };
  };
  return {
    ...backend,
    app,
    lines,
    send,
    ask: (caller, query, variables = {}, headers = {}) =>
      send(caller, JSON.stringify({ query, variables }), headers),
    statementsOf: (work) => recordedStatements(backend.stores.database, work),
    close: async () => {
      await app.close();
      await apollo.stop();
      await backend.close();
    },
  };
}

async function recordedStatements(
  database: Database,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const statements: string[] = [];
  const reader = database.reader.manager.connection;
  const writer = await database.unitOfWork(async (unit) => unit.manager.connection);
  const originals = [reader, writer].map((source) => [source, source.logger] as const);
  for (const [source, logger] of originals) {
    source.logger = Object.assign(Object.create(logger), {
      logQuery: (statement: string) => void statements.push(statement),
    });
  }
  await work();
  for (const [source, logger] of originals) source.logger = logger;
  return statements;
}
