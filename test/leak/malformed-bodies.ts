import { gzipSync } from 'node:zlib';
import { CREATE } from './everyday-operations';
import { jsonRequest, type Outgoing } from './exchange';
import { type MalformedRequest, row } from './malformed-request';

const whole = (c: string) => JSON.stringify({ query: CREATE, variables: { input: { value: c } } });
const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Uint8Array.from(part))));

/** Bodies of the right media type that are no JSON, or not the JSON that is read. */
const NOT_STRICT: readonly [string, (c: string) => string | Uint8Array, RegExp][] = [
  ['JSON that ends too early', (c) => whole(c).slice(0, -4), /not valid JSON \(at character \d+\)/],
  ['no JSON at all', (c) => `x${c}`, /not valid JSON \(at character 0\)/],
  ['JSON in single quotes', (c) => `{'value':'${c}'}`, /at character 1\b/],
  ['JSON with a comma too many', (c) => `{"value":"${c}",}`, /not valid JSON/],
  ['JSON with something behind it', (c) => `{} ${c}`, /at character 3\b/],
  ['JSON with a bad escape', (c) => `{"value":"${c}\\x41"}`, /not valid JSON/],
  ['JSON with a bad Unicode escape', (c) => `{"value":"${c}\\u12g4"}`, /not valid JSON/],
  ['JSON with a NUL in a string', (c) => `{"value":"${c}\0"}`, /not valid JSON/],
  ['JSON with a line end in a string', (c) => `{"value":"${c}\n"}`, /not valid JSON/],
  ['bytes that are not UTF-8', (c) => bytes(`{"value":"${c}`, [0xff, 0xfe], '"}'), /UTF-8/],
  ['UTF-8 that is too long for its character', (c) => bytes(`{"value":"${c}`, [0xc0, 0x80], '"}'), /UTF-8/],
  ['UTF-8 of a surrogate', (c) => bytes(`{"value":"${c}`, [0xed, 0xa0, 0x80], '"}'), /UTF-8/],
  ['half of a surrogate pair', (c) => `{"value":"${c}\\ud800"}`, /surrogate/],
  ['a key twice', (c) => `{"query":"{viewer{id}}","value":"${c}","value":"x"}`, /same key twice/],
  ['a key twice, once escaped', (c) => `{"value":"${c}","\\u0076alue":"x"}`, /same key twice/],
  ['a byte order mark', (c) => `\ufeff${whole(c)}`, /byte order mark/],
  [
    'the key __proto__',
    (c) => `{"query":"{viewer{id}}","variables":{"__proto__":{"value":"${c}"}}}`,
    /__proto__/,
  ],
  ['the key __proto__, escaped', (c) => `{"\\u005f_proto__":{"value":"${c}"}}`, /__proto__/],
  ['a number beyond 2^53', (c) => `{"value":"${c}","n":9007199254740993}`, /number/],
  ['a number beyond all', (c) => `{"value":"${c}","n":1e999}`, /number/],
  ['arrays in arrays', (c) => `{"value":"${c}","deep":${'['.repeat(9999)}${']'.repeat(9999)}}`, /64 levels/],
  ['a text in JSON', (c) => `"${c}"`, /object/],
  ['a number in JSON', () => '42', /object/],
  ['a batch', (c) => `[${whole(c)},${whole(c)}]`, /one operation/i],
];

/** Media types other than JSON in UTF-8. */
const OTHER_TYPES: readonly [string, string | undefined, (c: string) => string | Uint8Array][] = [
  ['no media type', undefined, whole],
  ['a form', 'application/x-www-form-urlencoded', (c) => `query={viewer{id}}&value=${c}`],
  [
    'a multipart form',
    'multipart/form-data; boundary=b',
    (c) => `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${whole(c)}\r\n--b--`,
  ],
  ['plain text', 'text/plain', whole],
  ['a GraphQL document as it is', 'application/graphql', (c) => `{ ${c} }`],
  ['XML', 'application/xml', (c) => `<!DOCTYPE a [<!ENTITY b "${c}">]><a>&b;</a>`],
  ['a media type that is the value', 'application/$C', whole],
  ['UTF-16', 'application/json; charset=utf-16le', (c) => Buffer.from(whole(c), 'utf16le')],
  ['Latin-1 behind UTF-8', 'application/json; charset=utf-8; charset=latin1', whole],
  ['a charset that is the value', 'application/json; charset=$C', whole],
];

function encoded(encoding: (c: string) => string, body: (c: string) => string | Uint8Array) {
  return (c: string): Outgoing => ({
    body: body(c),
    headers: { 'content-type': 'application/json', 'content-encoding': encoding(c) },
  });
}

const ENCODED = { code: 'UNSUPPORTED_MEDIA_TYPE', message: /without a content encoding/ };

/** Bodies that are refused before anything looks at the operation. */
export const WRONG_BODIES: readonly MalformedRequest[] = [
  ...NOT_STRICT.map(([title, body, message]) =>
    row(title, (c) => ({ body: body(c), headers: { 'content-type': 'application/json' } }), 400, {
      code: 'BAD_REQUEST',
      message,
    }),
  ),
  ...OTHER_TYPES.map(([title, type, body]) =>
    row(
      title,
      (c) => ({
        body: body(c),
        headers: type === undefined ? {} : { 'content-type': type.replace('$C', c) },
      }),
      415,
      { code: 'UNSUPPORTED_MEDIA_TYPE', message: /application\/json/ },
    ),
  ),
  row('an empty object', (c) => jsonRequest({}, { 'x-note': c }), 400, {
    code: 'BAD_REQUEST',
    message: /query/,
  }),
  row(
    'an empty body',
    (c) => ({ body: '', headers: { 'content-type': 'application/json', 'x-note': c } }),
    400,
    {
      code: 'BAD_REQUEST',
    },
  ),
  row('a batch of nothing', (c) => jsonRequest([], { 'x-note': c }), 400, { code: 'BAD_REQUEST' }),
  row('a body beyond the limit', (c) => jsonRequest({ value: c.repeat(9000) }), 413, {
    code: 'BODY_TOO_LARGE',
  }),
  row(
    'gzip',
    encoded(
      () => 'gzip',
      (c) => gzipSync(whole(c)),
    ),
    415,
    ENCODED,
  ),
  row(
    'an encoding that is the value',
    encoded((c) => c, whole),
    415,
    ENCODED,
  ),
];
