import { ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { buildSchema, type GraphQLObjectType } from 'graphql';
import { formatGraphQLError, httpOf } from '../../../src/graphql/errors/error-format';
import { limitErrors, type OperationLimits } from '../../../src/graphql/limits/document-limits';
import { Log } from '../../../src/log';
import { newCanary } from '../../support/canary';

export const canary = newCanary();
/** A canary that is a GraphQL name. */
export const C = `z${canary.text}`;
const schema = buildSchema(`
  input CreateSecret { name: String!, note: String }
  type Secret { id: ID!, name: String }
  type Query { secret(id: ID!): Secret, list: [Secret!]!, ok: String }
  type Mutation { createSecret(input: CreateSecret!): Secret, deleteSecret(id: ID!): Secret }
`);
/** What every resolver except `ok` throws. */
let thrown: unknown;
export function raise(error: unknown): void {
  thrown = error;
}
/** Every log line so far. */
export const lines: string[] = [];
const log = new Log('debug', (line) => lines.push(line));

const LIMITS: OperationLimits = {
  maxDepth: 3,
  maxAliases: 3,
  maxDirectives: 3,
  maxRootFields: 3,
  maxRepeats: 3,
  maxSize: 200,
};

function serverOf(formats: boolean): ApolloServer<BaseContext> {
  return new ApolloServer({
    schema,
    nodeEnv: 'production',
    persistedQueries: false,
    status400ForVariableCoercionErrors: true,
    introspection: false,
    parseOptions: { maxTokens: 200 },
    validationRules: [
      (context) => ({
        Document(document) {
          for (const each of limitErrors(schema, document, LIMITS)) context.reportError(each);
        },
      }),
    ],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    ...(formats && {
      formatError: (formatted, error) =>
        formatGraphQLError(formatted, error, { log, schema, suggestions: true, maxDepth: 15 }),
      plugins: [
        {
          async requestDidStart() {
            return {
              async willSendResponse({ response }) {
                if (response.body.kind !== 'single') return;
                const { status, headers } = httpOf(response.body.singleResult.errors ?? []);
                if (status !== undefined) response.http.status = status;
                for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
              },
            };
          },
        },
      ],
    }),
  });
}
/** With our formatting. */
const server = serverOf(true);
/** Without our formatting, as Apollo runs in production. */
export const weak = serverOf(false);

export async function startServers(): Promise<void> {
  const resolve = () => {
    throw thrown;
  };
  const fieldsOf = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields();
  for (const [type, name] of [
    ['Query', 'secret'],
    ['Query', 'list'],
    ['Mutation', 'createSecret'],
    ['Mutation', 'deleteSecret'],
  ]) {
    fieldsOf(type!)[name!]!.resolve = resolve;
  }
  fieldsOf('Query').ok!.resolve = () => 'yes';
  await Promise.all([server.start(), weak.start()]);
}

export async function stopServers(): Promise<void> {
  await Promise.all([server.stop(), weak.stop()]);
}

/** An HTTP request; a POST of JSON by default. */
export interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly context?: () => Promise<BaseContext>;
}
/** Status, headers, text, data and first error of the answer. */
export async function send(
  {
    method = 'POST',
    body,
    search = '',
    headers = { 'content-type': 'application/json' },
    context = async () => ({}),
  }: Sent,
  to = server,
) {
  const response = await to.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, body, search, headers: new HeaderMap(Object.entries(headers)) },
    context,
  });
  const text = response.body.kind === 'complete' ? response.body.string : '';
  const json = text.startsWith('{') ? JSON.parse(text) : undefined;
  return {
    status: response.status ?? 200,
    headers: Object.fromEntries(response.headers),
    text,
    data: json?.data,
    error: json?.errors?.[0],
  };
}
export const run = (query: string) => send({ body: { query } });
