import { findCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { C, canary, lines, type Sent, send, startServers, stopServers, weak } from './errors/error.fixture';

beforeAll(startServers);
afterAll(stopServers);

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
    'Send one operation in each request. A list of operations is not accepted.',
  ],
  ['a query that is no string', post({ query: { a: C } }), 400, 'BAD_REQUEST', '"query" must be a string.'],
  ['no query', post({ variables: { a: C } }), 400, 'BAD_REQUEST', 'The request has no "query".'],
  [
    'variables as text',
    post({ query: '{ ok }', variables: C }),
    400,
    'BAD_REQUEST',
    '"variables" must be an object.',
  ],
  [
    'variables as a list',
    post({ query: '{ ok }', variables: [C] }),
    400,
    'BAD_REQUEST',
    '"variables" must be an object.',
  ],
  [
    'extensions as text',
    post({ query: '{ ok }', extensions: C }),
    400,
    'BAD_REQUEST',
    '"extensions" must be an object.',
  ],
  [
    'an operation name as object',
    post({ query: '{ ok }', operationName: { a: C } }),
    400,
    'BAD_REQUEST',
    '"operationName" must be a string.',
  ],
  [
    'an unknown operation name',
    post({ query: 'query a { ok }', operationName: C }),
    400,
    'OPERATION_RESOLUTION_FAILURE',
    'Set "operationName" to the name of an operation in the document.',
  ],
  [
    'several operations and no name',
    post({ query: `query a { ok } query ${C} { ok }` }),
    400,
    'OPERATION_RESOLUTION_FAILURE',
    'Set "operationName" to the name of an operation in the document.',
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
    'Send the content type application/json or the header apollo-require-preflight, so that browsers send a preflight request first.',
  ],
  [
    'a mutation by GET',
    get({ query: `mutation ${C} { deleteSecret(id: "${C}") { id } }` }),
    405,
    'BAD_REQUEST',
    'GET runs queries only. Send mutations with POST.',
  ],
  [
    'bad JSON in the search',
    get({ query: '{ ok }', variables: `{"${C}` }),
    400,
    'BAD_REQUEST',
    'The search parameters "variables" and "extensions" must be JSON objects.',
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
    'Syntax error: expected Name at line 1, column 6.',
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
  it.each(MALFORMED)('with %s gets a constant answer', async (_what, sent, status, code, message) => {
    const answer = await send(sent);

    expect([answer.status, answer.error.extensions.code, answer.error.message]).toEqual([
      status,
      code,
      message,
    ]);
    expect(answer.text).not.toContain('stacktrace');
  });

  it('is never quoted, although it would be without our formatting', async () => {
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

  it('for a persisted query gets an answer that no cache may store, although Apollo would allow it', async () => {
    const sent = post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } });
    expect((await send(sent)).headers['cache-control']).toBe('no-store');
    expect((await send(sent, weak)).headers['cache-control']).toContain('private');
  });

  it('gets the name and the maximum of a limit in the extensions', async () => {
    const tokens = await send(post({ query: `{ ${'ok '.repeat(300)} }` }));
    const depth = await send(
      post({ query: '{ secret(id: 1) { ... { ... { id } } } a: ok b: ok c: ok d: ok }' }),
    );

    expect(tokens.error.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'tokens', maximum: 200 });
    expect(depth.error.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'aliases', maximum: 3 });
  });
});
