import { CREATE, DELETE, PUT, UPDATE } from './everyday-operations';
import { graphqlRequest } from './exchange';
import { create, type MalformedRequest, row, type Target, violation } from './malformed-request';

type WrongInput = (c: string, to: Target) => Record<string, unknown>;

const LIST = `query ($id: ID!, $after: String, $first: Int, $order: SecretOrder, $filter: SecretFilter) {
  organization(id: $id) { secrets(after: $after, first: $first, orderBy: $order, filter: $filter) { nodes { id } } }
}`;

const sealed = (encryptedValue: string, { keyId }: Target) => ({
  value: undefined,
  sealedValue: { keyId, encryptedValue },
});

/** What is wrong with the input of createSecret; the violation's path below `input`, its rule and its message. */
const WRONG_INPUTS: readonly [string, WrongInput, string, string, RegExp?][] = [
  ['a sibling is missing', () => ({ name: undefined }), '.name', 'required'],
  ['a sibling is null', () => ({ name: null }), '.name', 'null'],
  ['a sibling is a number', () => ({ name: 5 }), '.name', 'type', /string/],
  ['a sibling is a list', (c) => ({ name: [c] }), '.name', 'list'],
  ['a sibling is an object', (c) => ({ name: { [c]: c } }), '.name', 'type'],
  ['a sibling is no value of its enum', (c) => ({ type: c }), '.type', 'enum', /KEY_VALUE/],
  ['a sibling is no date', (c) => ({ expiresAt: c }), '.expiresAt', 'scalar', /RFC 3339/],
  [
    'a sibling is a date that has passed',
    () => ({ expiresAt: '2001-01-01T00:00:00Z' }),
    '.expiresAt',
    'future',
  ],
  ['a sibling is no Boolean', (c) => ({ isFile: c }), '.isFile', 'type', /true or false/],
  [
    'an item is wrong',
    (c) => ({ selectedRepositoryIds: [1, c] }),
    '.selectedRepositoryIds.1',
    'type',
    /whole/,
  ],
  ['a sibling is an id of nothing', (c) => ({ organizationId: c }), '.organizationId', 'id', /org-/],
  ['the name is the value and has a line end', (c) => ({ name: `${c}\n` }), '.name', 'invisible'],
  ['the name is far too long', (c) => ({ name: c.repeat(9) }), '.name', 'length', /255/],
  ['the note has a control character', (c) => ({ note: `${c}\u0007` }), '.note', 'control'],
  [
    'the idempotency key is too short',
    (c) => ({ idempotencyKey: c.slice(0, 15) }),
    '.idempotencyKey',
    'format',
  ],
  [
    'the field for it is misspelt',
    (c) => ({ value: undefined, valeu: c }),
    '',
    'unknown_field',
    /sealedValue/,
  ],
  ['the value is a name of a field', (c) => ({ [c]: 1 }), '', 'unknown_field'],
  ['the value is an object', (c) => ({ value: { text: c } }), '.value', 'scalar', /string/],
  ['the value is a list', (c) => ({ value: [c] }), '.value', 'list'],
  ['the value is a number', (c) => ({ value: 42, note: c }), '.value', 'scalar', /string/],
  ['the value is a Boolean', (c) => ({ value: true, note: c }), '.value', 'scalar', /string/],
  ['the value is missing', (c) => ({ value: undefined, note: c }), '.value', 'exclusive', /sealedValue/],
  ['the value is empty', (c) => ({ value: '', note: c }), '.value', 'length', /at least 1/],
  ['the value is too large', (c) => ({ value: c.repeat(2049) }), '.value', 'length', /65536/],
  [
    'the value is there twice',
    (c, to) => ({ ...sealed(c, to), value: c }),
    '.value',
    'exclusive',
    /exactly one/,
  ],
  [
    'a sealed value is a text',
    (c) => ({ value: undefined, sealedValue: c }),
    '.sealedValue',
    'object',
    /SealedV/,
  ],
  ['a sealed value is not base64', (c, to) => sealed(`${c}!`, to), '.sealedValue.encryptedValue', 'base64'],
  ['a sealed value is no sealed box', sealed, '.sealedValue.encryptedValue', 'length', /sealed box/],
  ['a file is not base64', (c) => ({ isFile: true, value: `${c}!` }), '.value', 'base64', /padding/],
  ['a cookie is none', (c) => ({ type: 'COOKIE', value: `[{"name":"${c}"` }), '.value', 'cookie', /Netscape/],
  ['a one-time password seed is none', (c) => ({ type: 'TOTP', value: `${c}!` }), '.value', 'totp', /base32/],
];

/** Wrong variables: the reply names the path and the rule. */
export const WRONG_VARIABLES: readonly MalformedRequest[] = [
  ...WRONG_INPUTS.map(([title, wrong, path, rule, message]) =>
    row(title, create(wrong), 400, violation(`input${path}`, rule, message)),
  ),
  ...(
    [
      ['the input is the value', (c: string) => c, 'input', 'object', /CreateSecretInput/],
      ['the input is a list', (c: string) => [c], 'input', 'list'],
      ['the input is missing', () => undefined, 'input', 'required'],
    ] as const
  ).map(([title, input, path, rule, message]) =>
    row(
      title,
      (c) => graphqlRequest(CREATE, { input: input(c), other: c }),
      400,
      violation(path, rule, message),
    ),
  ),
  row(
    'the sealed value is to a key that nobody has',
    create((c, to) => sealed(c, { ...to, keyId: c })),
    200,
    {
      code: 'KEY_UNAVAILABLE',
      message: /sealing key/,
    },
  ),
  row(
    'the name is taken',
    create(() => ({ name: 'taken' })),
    200,
    {
      code: 'CONFLICT',
      path: 'input.name',
      message: /taken/,
    },
  ),
  ...(
    [
      ['the version is no number', (c: string) => ({ expectedVersion: c }), 'input.expectedVersion', 'type'],
      ['the secret to change is the value', (c: string) => ({ id: c }), 'input.id', 'id'],
    ] as const
  ).map(([title, wrong, path, rule]) =>
    row(
      title,
      (c, { secretId: id }) => graphqlRequest(UPDATE, { input: { id, value: c, ...wrong(c) } }),
      400,
      violation(path, rule),
    ),
  ),
  row(
    'the version is stale',
    (c, { secretId: id }) => graphqlRequest(UPDATE, { input: { id, expectedVersion: 7, value: c } }),
    200,
    { code: 'STALE_VERSION', message: /version 1/ },
  ),
  row(
    'the secret to change is nowhere',
    (c) => graphqlRequest(UPDATE, { input: { id: 'secret-01kaqn2yb37vdq3w6a3kkb0000', value: c } }),
    200,
    { code: 'NOT_FOUND' },
  ),
  row(
    'putSecret would change the type',
    (c, { organizationId }) =>
      graphqlRequest(PUT, { input: { organizationId, name: 'TAKEN', type: 'TOTP', value: c } }),
    400,
    violation('input.type', 'immutable', /delete it first/),
  ),
  row(
    'the secret to delete is the value',
    (c) => graphqlRequest(DELETE, { input: { id: c } }),
    400,
    violation('input.id', 'id', /secret-/),
  ),
  ...(
    [
      ['the cursor is the value', (c: string) => ({ after: c }), 'after', 'cursor'],
      ['the page size is the value', (c: string) => ({ first: c }), 'first', 'type'],
      ['the order is the value', (c: string) => ({ order: { field: c } }), 'orderBy.field', 'enum'],
      ['the filter is the value', (c: string) => ({ filter: { types: c } }), 'filter.types', 'enum'],
    ] as const
  ).map(([title, wrong, path, rule]) =>
    row(
      title,
      (c, { organizationId: id }) => graphqlRequest(LIST, { id, ...wrong(c) }),
      400,
      violation(path, rule),
    ),
  ),
];
