import { ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { buildSchema, GraphQLError, type GraphQLObjectType } from 'graphql';
import {
  BadUserInput,
  Conflict,
  Forbidden,
  type GatewayError,
  KeyUnavailable,
  NotFound,
  RateLimited,
  StaleVersion,
  Unauthenticated,
  Unavailable,
} from '../../src/core/errors';
import { formatGraphQLError, httpOf, toGraphQLError } from '../../src/graphql/error.format';
import { limitsRule } from '../../src/graphql/limits.rule';
import { Log } from '../../src/log';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary.watch';

const canary = newCanary();
const C = `z${canary.text}`;
const schema = buildSchema(`
  input CreateSecret { name: String!, note: String }
  type Secret { id: ID!, name: String }
  type Query { secret(id: ID!): Secret, list: [Secret!]!, ok: String }
  type Mutation { createSecret(input: CreateSecret!): Secret, deleteSecret(id: ID!): Secret }
`);
let thrown: unknown;
const lines: string[] = [];
const log = new Log('debug', (line) => lines.push(line));

function serverOf(formats: boolean): ApolloServer<BaseContext> {
  return new ApolloServer({
    schema,
    nodeEnv: 'production',
    persistedQueries: false,
    status400ForVariableCoercionErrors: true,
    introspection: false,
    parseOptions: { maxTokens: 200 },
    validationRules: [limitsRule({ maxDepth: 3, maxAliases: 3, maxDirectives: 3, maxRootFields: 3 })],
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    ...(formats && {
      formatError: (formatted, error) =>
        formatGraphQLError(formatted, error, { log, schema, suggestions: true }),
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
const server = serverOf(true);
const weak = serverOf(false);

beforeAll(async () => {
  const raise = () => {
    throw thrown;
  };
  const fieldsOf = (name: string) => (schema.getType(name) as GraphQLObjectType).getFields();
  for (const [type, name] of [
    ['Query', 'secret'],
    ['Query', 'list'],
    ['Mutation', 'createSecret'],
    ['Mutation', 'deleteSecret'],
  ]) {
    fieldsOf(type!)[name!]!.resolve = raise;
  }
  fieldsOf('Query').ok!.resolve = () => 'yes';
  await Promise.all([server.start(), weak.start()]);
});
afterAll(() => Promise.all([server.stop(), weak.stop()]));

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly context?: () => Promise<BaseContext>;
}
async function send(
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
const run = (query: string) => send({ body: { query } });

describe('an error of ours that a resolver throws', () => {
  const rows: readonly [GatewayError, number, object, object][] = [
    [new NotFound(), 200, { code: 'NOT_FOUND' }, {}],
    [new Forbidden('VIEW_SECRETS'), 200, { code: 'FORBIDDEN' }, {}],
    [new Conflict('The name is taken.'), 200, { code: 'CONFLICT' }, {}],
    [new StaleVersion(4), 200, { code: 'STALE_VERSION', currentVersion: 4 }, {}],
    [new KeyUnavailable('Read the key again.'), 200, { code: 'KEY_UNAVAILABLE' }, {}],
    [new Unauthenticated(), 401, { code: 'UNAUTHENTICATED' }, { 'www-authenticate': 'Bearer' }],
    [new RateLimited(9), 429, { code: 'RATE_LIMITED', retryAfterSeconds: 9 }, { 'retry-after': '9' }],
    [new Unavailable(), 503, { code: 'UNAVAILABLE' }, { 'retry-after': '1' }],
  ];
  it.each(rows.map(([error, ...rest]) => [error.code, error, ...rest] as const))(
    '%s is told with its code and status',
    async (_code, error, status, extensions, headers) => {
      thrown = error;
      const answer = await run('{ secret(id: 1) { id } ok }');

      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(headers);
      expect(answer.data).toEqual({ secret: null, ok: 'yes' });
      expect(answer.error).toEqual({
        message: error.message,
        extensions,
        locations: [{ line: 1, column: 3 }],
        path: ['secret'],
      });
    },
  );

  it('names the input field below "input", and arguments as they are', async () => {
    thrown = new BadUserInput([
      { path: 'sealedValue.encryptedValue', rule: 'base64', message: 'No.' },
      { path: 'input.name', rule: 'length', message: 'No.' },
    ]);
    const created = await run('mutation { createSecret(input: { name: "a" }) { id } }');
    thrown = BadUserInput.at('id', 'id', 'No.');
    const deleted = await run('mutation { deleteSecret(id: 1) { id } }');
    const read = await run('{ secret(id: 1) { id } }');
    thrown = new Conflict('Taken.', 'name');
    const taken = await run('mutation { createSecret(input: { name: "a" }) { id } }');

    expect(created.status).toBe(400);
    expect(created.error).toMatchObject({
      message: 'input.sealedValue.encryptedValue: No. input.name: No.',
      extensions: { violations: [{ path: 'input.sealedValue.encryptedValue' }, { path: 'input.name' }] },
    });
    expect(deleted.error.extensions.violations).toEqual([{ path: 'id', rule: 'id', message: 'No.' }]);
    expect(read.error.extensions.violations).toEqual([{ path: 'id', rule: 'id', message: 'No.' }]);
    expect(taken.error.extensions).toEqual({ code: 'CONFLICT', path: 'input.name' });
  });

  it('that ends the request in the context has its status, headers and code', async () => {
    const context = async () => {
      throw toGraphQLError(new RateLimited(30));
    };
    const answer = await send({ body: { query: '{ ok }' }, context });

    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '30']);
    expect(answer.error.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 30 });
  });

  it('sets the status by the most telling one of several', () => {
    const formatted = (code: string, more = {}) => ({ message: '', extensions: { code, ...more } });
    const several = [
      formatted('BAD_USER_INPUT'),
      formatted('RATE_LIMITED', { retryAfterSeconds: 3 }),
      formatted('RATE_LIMITED', { retryAfterSeconds: 8 }),
      formatted('UNAVAILABLE'),
    ];

    expect(httpOf(several)).toEqual({ status: 429, headers: { 'retry-after': '8' } });
    expect(httpOf([...several, formatted('UNAUTHENTICATED')])).toMatchObject({ status: 401 });
    expect(httpOf([formatted('NOT_FOUND'), formatted('INTERNAL_SERVER_ERROR')])).toEqual({
      status: undefined,
      headers: {},
    });
    expect(httpOf([])).toEqual({ status: undefined, headers: {} });
  });
});

describe('an unexpected error', () => {
  it.each([
    ['an error', () => Object.assign(new Error(C, { cause: C }), { query: C, parameters: [C] })],
    ['an error of the library', () => new GraphQLError(C, { extensions: { [C]: C, code: C } })],
    [
      'an error that claims to be internal',
      () => new GraphQLError(C, { extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [C] } }),
    ],
    [
      'an error that wraps another',
      () => new GraphQLError(C, { originalError: new GraphQLError(C, { originalError: new Error(C) }) }),
    ],
    [
      'an error with a code of prototype names',
      () => new GraphQLError(C, { extensions: { code: 'constructor' } }),
    ],
    ['a text', () => C],
  ])('that is %s is told by an incident id, which the log has in one line', async (_what, make) => {
    thrown = make();
    const before = lines.length;
    const answer = await run(`{ ${C}: secret(id: 1) { id } }`);
    const logged = lines.slice(before);

    expect(answer.error).toEqual({
      message: 'Internal error.',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId: expect.any(String) },
    });
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0]!)).toMatchObject({
      level: 'error',
      incidentId: answer.error.extensions.incidentId,
    });
    new CanaryWatch(canary)
      .add('log', logged.join(''))
      .add('error', JSON.stringify(answer.error))
      .expectUnseen();
    const told = await send({ body: { query: '{ secret(id: 1) { id } }' } }, weak);
    expect(findCanary(told.text, canary)).not.toHaveLength(0);
  });
});

describe('a response path', () => {
  it('with an alias is left out, without one it is kept', async () => {
    thrown = new NotFound();
    expect((await run(`{ ${C}: secret(id: 1) { id } }`)).error).not.toHaveProperty('path');
    expect((await run('{ list { id } }')).error.path).toEqual(['list']);
  });
});

const post = (body: unknown): Sent => ({ body });
const get = (parameters: Record<string, string>): Sent => ({
  method: 'GET',
  headers: { 'apollo-require-preflight': 'x' },
  search: `?${new URLSearchParams(parameters)}`,
});
const MALFORMED: readonly (readonly [
  what: string,
  sent: Sent,
  status: number,
  code: string,
  message: string,
])[] = [
  [
    'no body',
    post(undefined),
    400,
    'BAD_REQUEST',
    'This is not a GraphQL request over HTTP: send a JSON object with "query" and "variables".',
  ],
  [
    'a list',
    post([{ query: `{ ${C} }` }]),
    400,
    'BAD_REQUEST',
    'Send one operation a request; a list of operations is not accepted.',
  ],
  ['a query that is no string', post({ query: { a: C } }), 400, 'BAD_REQUEST', '"query" is a string.'],
  ['no query', post({ variables: { a: C } }), 400, 'BAD_REQUEST', 'The request has no "query".'],
  [
    'variables as text',
    post({ query: '{ ok }', variables: C }),
    400,
    'BAD_REQUEST',
    '"variables" is an object.',
  ],
  [
    'variables as a list',
    post({ query: '{ ok }', variables: [C] }),
    400,
    'BAD_REQUEST',
    '"variables" is an object.',
  ],
  [
    'extensions as text',
    post({ query: '{ ok }', extensions: C }),
    400,
    'BAD_REQUEST',
    '"extensions" is an object.',
  ],
  [
    'an operation name as object',
    post({ query: '{ ok }', operationName: { a: C } }),
    400,
    'BAD_REQUEST',
    '"operationName" is a string.',
  ],
  [
    'an unknown operation name',
    post({ query: 'query a { ok }', operationName: C }),
    400,
    'OPERATION_RESOLUTION_FAILURE',
    'Name one of the operations of the document as "operationName".',
  ],
  [
    'several operations and no name',
    post({ query: `query a { ok } query ${C} { ok }` }),
    400,
    'OPERATION_RESOLUTION_FAILURE',
    'Name one of the operations of the document as "operationName".',
  ],
  [
    'a persisted query',
    post({ extensions: { persistedQuery: { version: 1, sha256Hash: C } } }),
    200,
    'PERSISTED_QUERY_NOT_SUPPORTED',
    'PersistedQueryNotSupported',
  ],
  [
    'a simple form',
    { body: { query: '{ ok }' }, headers: { 'content-type': 'text/plain' } },
    400,
    'BAD_REQUEST',
    'Send the content type application/json, or the header apollo-require-preflight: a browser then asks before it sends.',
  ],
  [
    'a mutation by GET',
    get({ query: `mutation ${C} { deleteSecret(id: "${C}") { id } }` }),
    405,
    'BAD_REQUEST',
    'GET runs queries only; send mutations with POST.',
  ],
  [
    'bad JSON in the search',
    get({ query: '{ ok }', variables: `{"${C}` }),
    400,
    'BAD_REQUEST',
    'The search parameters "variables" and "extensions" are JSON objects.',
  ],
  [
    'a parameter twice',
    { ...get({}), search: `?query={ok}&query=${C}` },
    400,
    'BAD_REQUEST',
    'A search parameter is given twice.',
  ],
  ['another method', { method: 'PUT', body: { query: C } }, 405, 'BAD_REQUEST', 'Use GET or POST.'],
  [
    'a content type nobody accepts',
    { body: { query: '{ ok }' }, headers: { 'content-type': 'application/json', accept: `text/${C}` } },
    406,
    'BAD_REQUEST',
    'The accept header must allow application/json.',
  ],
  [
    'a syntax error',
    post({ query: `{ ok "${C}" }` }),
    400,
    'GRAPHQL_PARSE_FAILED',
    'Syntax error: Name is expected at line 1, column 6.',
  ],
  [
    'an unknown field',
    post({ query: `{ ${C} }` }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'The type Query has no field of this name. (line 1, column 3)',
  ],
  [
    'a literal of another type',
    post({ query: `mutation { createSecret(input: "${C}") { id } }` }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'A value of type CreateSecret! is expected here. (line 1, column 32)',
  ],
  [
    'introspection',
    post({ query: `{ ${C}: __schema { __typename } }` }),
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'Introspection is switched off. (line 1, column 3)',
  ],
  [
    'a variable of another type',
    post({
      query: `mutation($${C}: CreateSecret!) { createSecret(input: $${C}) { id } }`,
      variables: { [C]: { note: C } },
    }),
    400,
    'BAD_USER_INPUT',
    'A variable does not fit its type.',
  ],
  [
    'too many aliases',
    post({ query: `{ ${C}: ok b: ok c: ok ok }` }),
    400,
    'LIMIT_EXCEEDED',
    'The operation has more than 3 root fields.',
  ],
  [
    'too many tokens',
    post({ query: `{ ${`${C} `.repeat(300)} }` }),
    400,
    'LIMIT_EXCEEDED',
    'The document has more than 200 tokens.',
  ],
];

describe('a malformed request', () => {
  it.each(MALFORMED)('with %s has a constant answer', async (_what, sent, status, code, message) => {
    const answer = await send(sent);

    expect([answer.status, answer.error.extensions.code, answer.error.message]).toEqual([
      status,
      code,
      message,
    ]);
    expect(answer.text).not.toContain('stacktrace');
  });

  it('is never quoted, and without the formatting it is', async () => {
    const watch = new CanaryWatch(canary);
    let quoted = 0;
    for (const [what, sent] of MALFORMED) {
      const { status, headers, text } = await send(sent);
      watch.addResponse(what, { status, headers, body: text });
      if (findCanary((await send(sent, weak)).text, canary).length > 0) quoted += 1;
    }
    watch.add('log', lines.join('')).expectUnseen();
    expect(quoted).toBeGreaterThan(4);
  });

  it('for a persisted query has an answer that no cache keeps, though Apollo would allow it', async () => {
    const sent = post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } });
    expect((await send(sent)).headers['cache-control']).toBe('no-store');
    expect((await send(sent, weak)).headers['cache-control']).toContain('private');
  });

  it('names limits for machines too', async () => {
    const tokens = await send(post({ query: `{ ${'ok '.repeat(300)} }` }));
    const depth = await send(
      post({ query: '{ secret(id: 1) { ... { ... { id } } } a: ok b: ok c: ok d: ok }' }),
    );

    expect(tokens.error.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'tokens', maximum: 200 });
    expect(depth.error.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'aliases', maximum: 3 });
  });
});
