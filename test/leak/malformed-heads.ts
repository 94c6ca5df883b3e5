import { CREATE } from './everyday-operations';
import { graphqlRequest, type Outgoing } from './exchange';
import { type MalformedRequest, row, type Told } from './malformed-request';

const get = (path: string, headers: Record<string, string> = {}): Outgoing => ({
  method: 'GET',
  path,
  headers,
});
const url = (parameters: Record<string, string>) => `/graphql?${new URLSearchParams(parameters)}`;
const asked = (parameters: Record<string, string>) =>
  get(url(parameters), { 'apollo-require-preflight': '1' });
const viewer = (headers: Record<string, string>) => graphqlRequest('{ viewer { id } }', undefined, headers);
const write = (c: string) => ({
  query: CREATE,
  variables: JSON.stringify({ input: { organizationId: c, name: c, value: c } }),
});

/** Secrets in addresses; the status and what is told. */
const ADDRESSES: readonly [string, (c: string) => Outgoing, number, Told][] = [
  ['a mutation by GET', (c) => get(url(write(c))), 400, { code: 'BAD_REQUEST', message: /preflight|CSRF/i }],
  ['a mutation by GET past that', (c) => asked(write(c)), 405, { code: 'BAD_REQUEST', message: /POST/ }],
  [
    'variables by GET that are no JSON',
    (c) => asked({ query: '{ viewer { id } }', variables: c }),
    400,
    { code: 'BAD_REQUEST', message: /variables/ },
  ],
  [
    'a query by GET with an enum in place of an id',
    (c) => asked({ query: `{ secret(id: a${c}) { id } }` }),
    400,
    { code: 'GRAPHQL_VALIDATION_FAILED', message: /type ID/ },
  ],
  ['a path nobody has', (c) => get(`/${c}`), 404, { code: 'NOT_FOUND' }],
  ['a path below one that is there', (c) => get(`/graphql/${c}?${c}`), 404, { code: 'NOT_FOUND' }],
  [
    'a path that cannot be decoded',
    (c) => get(`/%ff${c}`),
    400,
    { code: 'BAD_REQUEST', message: /malformed/ },
  ],
  ['a path far too long', (c) => get(`/${c.repeat(200)}`), 404, { code: 'NOT_FOUND' }],
  ['an address of a proxy', (c) => get(`http://${c}.example/${c}`), 404, { code: 'NOT_FOUND' }],
  [
    'a method that the path has not',
    (c) => ({ method: 'DELETE', path: `/graphql?${c}` }),
    405,
    { code: 'METHOD_NOT_ALLOWED' },
  ],
  [
    'a host that is the value',
    (host) => get('/nowhere', { host }),
    421,
    { code: 'MISDIRECTED_REQUEST', message: /Host/ },
  ],
  ['a method that is the value', (c) => ({ method: c }), 400, { code: 'BAD_REQUEST', message: /malformed/ }],
];

/** Headers that are no credential. */
const ANONYMOUS: readonly [string, (c: string) => Outgoing][] = [
  [
    'an access token in the address',
    (c) => ({ ...viewer({ authorization: '' }), path: url({ access_token: c }) }),
  ],
  ['a token that nobody has', (c) => viewer({ authorization: `Bearer ${c}` })],
  ['a JSON Web Token that is none', (c) => viewer({ authorization: `Bearer ${c}.${c}.${c}` })],
  ['a password', (c) => viewer({ authorization: `Basic ${Buffer.from(`me:${c}`).toString('base64')}` })],
  ['an authorization that is only the value', (c) => viewer({ authorization: c })],
  ['a session cookie alone', (c) => viewer({ authorization: '', cookie: `session=${c}` })],
  ['a request id that is the value', (c) => viewer({ authorization: '', 'x-request-id': c })],
  ['a request id that is a token', (c) => viewer({ authorization: '', 'x-request-id': `sgw_svc_${c}` })],
  [
    'a write without a credential',
    (c) =>
      graphqlRequest(CREATE, { input: { organizationId: c, name: 'A', value: c } }, { authorization: '' }),
  ],
];

/** Headers that nobody asks for. */
const NOWHERE: readonly [string, (c: string) => Record<string, string>][] = [
  [
    'proxies that are the value',
    (c) => ({ 'x-forwarded-for': c, 'x-forwarded-host': c, forwarded: `for=${c}` }),
  ],
  ['a user agent and a referrer', (c) => ({ 'user-agent': c, referer: `https://example.com/${c}` })],
  ['traces', (c) => ({ traceparent: `00-${c}-b7ad6b7169203331-01`, 'x-b3-traceid': c, baggage: `a=${c}` })],
  ['a cache', (c) => ({ 'if-none-match': `"${c}"`, range: `bytes=${c}` })],
];

/** Secrets where addresses and headers are. */
export const WRONG_HEADS: readonly MalformedRequest[] = [
  ...ADDRESSES.map(([title, make, status, told]) => row(title, make, status, told)),
  ...ANONYMOUS.map(([title, make]) =>
    row(title, make, 401, { code: 'UNAUTHENTICATED', message: /Bearer <token>/ }),
  ),
  ...NOWHERE.map(([title, headers]) =>
    row(title, (c) => get('/nowhere', headers(c)), 404, { code: 'NOT_FOUND' }),
  ),
  row(
    'a media type to accept that is the value',
    (c) => viewer({ accept: `application/${c}` }),
    406,
    undefined,
  ),
  row(
    'a preflight of an origin that is the value',
    (c) => ({
      method: 'OPTIONS',
      headers: {
        origin: `https://${c}.example`,
        'access-control-request-method': c,
        'access-control-request-headers': c,
      },
    }),
    405,
    { code: 'METHOD_NOT_ALLOWED' },
  ),
  row('a header beyond the limit', (c) => get('/nowhere', { 'x-note': c.repeat(600) }), 431, {
    code: 'HEADERS_TOO_LARGE',
  }),
];
