import type { Request } from './dialect.fixture';

/** A request that some rule refuses, with a secret somewhere in it. */
export interface Malformed {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Everything that can be wrong with a creation, whatever the dialect.
 *
 * @param create a creation that would succeed, with the secret as its value.
 * @param required the fields that it cannot do without.
 */
export function malformedRequests(
  create: Request,
  secret: string,
  required: readonly string[],
  valueField: string,
): readonly Malformed[] {
  const { method, url } = create;
  const body = create.body as Record<string, unknown>;
  const withBody = (title: string, given: unknown, headers = JSON_TYPE): Malformed => ({
    title,
    method,
    url,
    headers,
    payload: typeof given === 'string' ? given : JSON.stringify(given),
  });
  const json = JSON.stringify(body);
  const wrong = [
    ['a number', 7],
    ['a list', [secret]],
    ['an object', { [secret]: secret }],
    ['true', true],
  ] as const;
  const rest = Object.fromEntries(Object.entries(body).filter(([field]) => !required.includes(field)));
  return [
    ...required.flatMap((field) => [
      withBody(`without ${field}`, { ...body, [field]: undefined, extra: secret }),
      ...wrong.map(([title, value]) =>
        withBody(`${title} for ${field}`, { ...body, [field]: value, extra: secret }),
      ),
    ]),
    withBody('nothing that is required', { ...rest, [secret]: secret }),
    withBody('a list', [body]),
    withBody('a text', JSON.stringify(secret)),
    withBody('null', 'null'),
    withBody('cut short', json.slice(0, json.indexOf(secret) + 20)),
    withBody('with something behind it', `${json}${secret}`),
    withBody('in single quotes', json.replaceAll('"', "'")),
    withBody('with a bad escape', json.replace(secret, `\\x${secret}`)),
    withBody('with half a surrogate pair', json.replace(secret, `\\ud800${secret}`)),
    withBody('with a key twice', `{"${valueField}":"${secret}",${json.slice(1)}`),
    withBody('with a prototype', `{"__proto__":{"a":"${secret}"},${json.slice(1)}`),
    withBody('an empty value', { ...body, [valueField]: '', extra: secret }),
    withBody('with a control character', json.replace(secret, `${secret}\u0000`)),
    withBody('with a number too large', `{"a":1e999,${json.slice(1)}`),
    withBody('with a comma too much', `${json.slice(0, -1)},}`),
    withBody('behind a byte order mark', `\ufeff${json}`),
    withBody('deep', `${'['.repeat(100)}"${secret}"${']'.repeat(100)}`),
    withBody('larger than any body', { ...body, extra: secret.repeat(10_000) }),
    withBody('a value larger than any value', { ...body, [valueField]: secret.repeat(3_000) }),
    withBody('as a form', `${valueField}=${secret}`, { 'content-type': 'application/x-www-form-urlencoded' }),
    withBody('as text that is no JSON', `${json},`, { 'content-type': 'text/plain' }),
    withBody('as text in another charset', json, { 'content-type': `text/plain; charset=${secret}` }),
    withBody('as many parts', `--b\r\n\r\n${secret}\r\n--b--`, {
      'content-type': 'multipart/form-data; boundary=b',
    }),
    withBody('in another charset', json, { 'content-type': 'application/json; charset=utf-16' }),
    withBody('said to be zipped', json, { ...JSON_TYPE, 'content-encoding': 'gzip' } as never),
    withBody('with a credential of nobody', json, {
      ...JSON_TYPE,
      authorization: `Bearer ${secret}`,
    } as never),
    withBody('with a malformed credential', json, { ...JSON_TYPE, authorization: secret } as never),
    { title: 'a path that does not decode', method: 'GET', url: `${url}/%${secret}%zz`, headers: {} },
    { title: 'a longer path', method: 'GET', url: `${url}/${secret}/more/${secret}`, headers: {} },
    { title: 'another method', method: 'OPTIONS', url: `${url}?a=${secret}`, headers: {} },
    {
      title: 'a secret that is not there',
      method: 'DELETE',
      url: `${url.replace(/\/$/, '')}/${secret}`,
      headers: {},
    },
  ];
}
