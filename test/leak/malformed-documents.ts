import { CREATE } from './everyday-operations';
import { graphqlRequest, jsonRequest } from './exchange';
import { type MalformedRequest, row } from './malformed-request';

const AS_VARIABLE = /only as a variable.*line 1, column \d+/s;
const create = (fields: string) => `mutation { createSecret(input: { ${fields} }) { secret { id } } }`;
const inline = (value: string) => create(`organizationId: "org-1", name: "INLINE", value: ${value}`);

/** Documents of good syntax and no sense; what the message tells. */
const INVALID: readonly [string, (c: string) => string, RegExp][] = [
  ['an inline string', (c) => inline(`"${c}"`), AS_VARIABLE],
  ['an inline block string', (c) => inline(`"""${c}"""`), AS_VARIABLE],
  ['an inline enum', (c) => inline(`a${c}`), AS_VARIABLE],
  ['an inline object', (c) => inline(`{ text: "${c}" }`), AS_VARIABLE],
  ['an inline list', (c) => inline(`["${c}"]`), AS_VARIABLE],
  ['an inline number, the value a comment', (c) => inline(`42 # ${c}\n`), AS_VARIABLE],
  [
    'an inline value with a wrong sibling',
    (c) => create(`name: 5, value: "${c}"`),
    /CreateSecretInput\.organizationId/,
  ],
  [
    'an inline date',
    (c) => create(`organizationId: "org-1", name: "A", expiresAt: "${c}"`),
    /DateTime.*line 1/s,
  ],
  ['a default value', (c) => `mutation ($v: SecretValue = "${c}") ${inline('$v').slice(9)}`, AS_VARIABLE],
  [
    'a default value of the input',
    (c) =>
      `mutation ($input: CreateSecretInput! = { organizationId: "org-1", name: "D", value: "${c}" }) { createSecret(input: $input) { secret { id } } }`,
    AS_VARIABLE,
  ],
  ['a variable not declared', (c) => `{ secret(id: $a${c}) { id } }`, /does not declare.*line 1/s],
  ['a variable not used', (c) => `query ($a${c}: ID) { viewer { id } }`, /never used/],
  [
    'a variable of a wrong type',
    (c) => `query ($a${c}: Boolean!) { secret(id: $a${c}) { id } }`,
    /Boolean! .* ID!/,
  ],
  ['a variable of that type', (c) => `query ($a: A${c}) { secret(id: $a) { id } }`, /no type of this name/],
  [
    'an alias on an unknown field',
    (c) => `{ a${c}: vewer { id } }`,
    /Query has no field.*Did you mean viewer/s,
  ],
  ['a field', (c) => `{ viewer { a${c} } }`, /Viewer has no field of this name/],
  ['an argument', (c) => `{ secret(a${c}: "1") { id } }`, /Query\.secret has no argument of this name/],
  ['an argument of a wrong type', (c) => `{ nodes(ids: { a: "${c}" }) { id } }`, /type ID/],
  [
    'an enum',
    (c) => `{ organization(id: "a") { secrets(orderBy: { field: a${c} }) { totalCount } } }`,
    /SecretOrderF/,
  ],
  [
    'an input field',
    (c) => `mutation { deleteSecret(input: { a${c}: 1 }) { deletedSecretId } }`,
    /DeleteSecretInput/,
  ],
  ['a fragment not defined', (c) => `{ viewer { ...a${c} } }`, /no fragment of this name/],
  ['a fragment not used', (c) => `{ viewer { id } } fragment a${c} on Viewer { id }`, /never used/],
  [
    'a fragment within itself',
    (c) => `{ viewer { ...a${c} } } fragment a${c} on Viewer { ...a${c} }`,
    /within itself/,
  ],
  ['a fragment on that type', (c) => `{ viewer { ... on A${c} { id } } }`, /no type of this name/],
  ['a directive', (c) => `{ viewer @a${c} { id } }`, /no directive of this name/],
  ['an argument of a directive', (c) => `{ viewer @skip(if: "${c}") { id } }`, /Boolean/],
  ['two operations', (c) => `query a${c} { viewer { id } } query a${c} { viewer { id } }`, /same name/],
  ['a missing subselection', (c) => `{ a${c}: viewer }`, /viewer of type Viewer! needs a selection/],
];

/** Documents that do not parse. */
const UNPARSED: readonly [string, (c: string) => string, RegExp][] = [
  ['a document that is the value', (c) => c, /line 1, column \d/],
  ['a document that is an email address', (c) => `${c}@example.com`, /line 1/],
  ['a document that ends too early', (c) => `{ secret(id: "${c}`, /unterminated string/],
  ['a string with a bad escape', (c) => `{ secret(id: "${c}\\q") { id } }`, /malformed escape/],
  ['a string with a line end', (c) => `{ secret(id: "${c}\n") { id } }`, /unterminated string/],
  ['a string in single quotes', (c) => `{ secret(id: '${c}') { id } }`, /double quotes/],
  ['a number that runs into the value', (c) => `{ secret(id: 1a${c}) { id } }`, /malformed number/],
];

const kept = (c: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: c } } });

/** Bodies in JSON that are no request of GraphQL. */
const NO_REQUEST: readonly [string, (c: string) => unknown, RegExp][] = [
  ['a document without its query', (c) => ({ variables: { input: { value: c } } }), /query/],
  ['a query that is null', (c) => ({ query: null, variables: { value: c } }), /query/],
  ['a query that is an object', (c) => ({ query: { text: c } }), /query/],
  ['a query that is empty', (c) => ({ query: '', variables: { value: c } }), /query/],
  [
    'an operation name that is an object',
    (c) => ({ query: CREATE, operationName: { text: c } }),
    /operationName/,
  ],
  ['variables as a text', (c) => ({ query: CREATE, variables: `{"input":{"value":"${c}"}}` }), /variables/],
  ['variables as a list', (c) => ({ query: CREATE, variables: [c] }), /variables/],
  ['extensions as a text', (c) => ({ query: CREATE, extensions: c }), /extensions/],
  ['extensions as a list', (c) => ({ query: CREATE, extensions: [c] }), /extensions/],
];

/** Documents that are wrong: the reply names the place and, where it is the schema's, the name. */
export const WRONG_DOCUMENTS: readonly MalformedRequest[] = [
  ...INVALID.map(([title, text, message]) =>
    row(title, (c) => graphqlRequest(text(c)), 400, { code: 'GRAPHQL_VALIDATION_FAILED', message }),
  ),
  ...UNPARSED.map(([title, text, message]) =>
    row(title, (c) => graphqlRequest(text(c)), 400, { code: 'GRAPHQL_PARSE_FAILED', message }),
  ),
  ...NO_REQUEST.map(([title, body, message]) =>
    row(title, (c) => jsonRequest(body(c)), 400, { code: 'BAD_REQUEST', message }),
  ),
  row(
    'overlapping fields',
    (c, { organizationId }) =>
      graphqlRequest(
        `mutation ($input: CreateSecretInput!, $a${c}: CreateSecretInput!) { createSecret(input: $input) { secret { id } } createSecret(input: $a${c}) { secret { name } } }`,
        {
          input: { organizationId, name: 'A', value: c },
          [`a${c}`]: { organizationId, name: 'B', value: c },
        },
      ),
    400,
    { code: 'GRAPHQL_VALIDATION_FAILED', message: /alias/ },
  ),
  row(
    'an operation name that no operation has',
    (c) => jsonRequest({ query: CREATE, operationName: c, variables: { input: { value: c } } }),
    400,
    { code: 'OPERATION_RESOLUTION_FAILURE', message: /operation/i },
  ),
  ...(
    [
      ['a persisted query by a hash that is the value', kept],
      ['a persisted query to be kept', (c: string) => ({ query: inline(`"${c}"`), ...kept(c) })],
    ] as const
  ).map(([title, body]) =>
    row(title, (c) => jsonRequest(body(c)), 200, {
      code: 'PERSISTED_QUERY_NOT_SUPPORTED',
      message: /persisted/i,
    }),
  ),
];
