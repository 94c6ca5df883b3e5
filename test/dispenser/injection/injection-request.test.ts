import { BadUserInput } from '../../../src/core/errors';
import { parseInjectionRequest } from '../../../src/dispenser/injection/injection-request';

const WIRE = { url: 'https://api.example.com/v1', auth: { type: 'bearer', secret_ref: 'KEY' } };

/** The rules that a request breaks; fails when a message quotes what was given. */
function broken(wire: unknown): string {
  try {
    parseInjectionRequest(wire);
    return 'none';
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    expect(error.message).not.toMatch(/evil|hunter2/);
    return error.violations.map(({ path, rule }) => `${path}:${rule}`).join();
  }
}

describe('the URL of a request', () => {
  it.each([
    ['a user', 'https://user@evil.example/', 'format'],
    ['a user and a password', 'https://api.example.com:x@evil.example/', 'format'],
    ['an encoded user', 'https://api.example.com%40evil.example/', 'host'],
    ['a backslash for a slash', 'https:\\\\evil.example/', 'format'],
    ['a backslash before another host', 'https://evil.example\\@api.example.com/', 'format'],
    ['a fragment', 'https://evil.example#@api.example.com/', 'format'],
    ['a final dot', 'https://api.example.com./', 'host'],
    ['a tab that parsers drop', 'https://api.exam\tple.com/', 'format'],
    ['a line end in the host', 'https://api.example.com\r\nHost: evil.example/', 'format'],
    ['a line end in the path', 'https://api.example.com/ HTTP/1.1\r\nX: evil', 'format'],
    ['a line end in the query', 'https://api.example.com/?a=\r\nX: evil', 'format'],
    ['a space in front', ' https://api.example.com/', 'format'],
    ['an encoded host', 'https://%61pi.example.com/', 'host'],
    ['a decimal address', 'https://2130706433/', 'host'],
    ['a hexadecimal address', 'https://0x7f000001/', 'host'],
    ['an octal address', 'https://0177.0.0.1/', 'host'],
    ['a short address', 'https://127.1/', 'host'],
    ['IPv6 with a zone', 'https://[fe80::1%25eth0]/', 'host'],
    ['IPv6 without brackets', 'https://::1/', 'format'],
    ['brackets around a name', 'https://[evil.example]/', 'host'],
    ['another scheme', 'ftp://api.example.com/', 'format'],
    ['a file', 'file:///etc/passwd', 'format'],
    ['a script', 'javascript:evil()', 'format'],
    ['data', 'data:text/plain,evil', 'format'],
    ['no host', 'https:///v1', 'format'],
    ['no scheme', '//api.example.com/', 'format'],
    ['port 0', 'https://api.example.com:0/', 'format'],
    ['port 65536', 'https://api.example.com:65536/', 'format'],
    ['a parent segment', 'https://api.example.com/v1/../admin', 'path'],
    ['an encoded parent segment', 'https://api.example.com/v1/%2e%2e/admin', 'path'],
    ['an encoded slash', 'https://api.example.com/v1%2fadmin', 'path'],
    ['an empty segment', 'https://api.example.com//v1', 'path'],
    ['double encoding', 'https://api.example.com/v1/%25%32%65%25%32%65/admin', 'path'],
    ['another method in the query', 'https://api.example.com/?a=b&_METHOD=DELETE', 'forbidden'],
    ['another method after a semicolon', 'https://api.example.com/?a=b;_method=DELETE', 'forbidden'],
    ['another method, encoded', 'https://api.example.com/?%5fmethod=DELETE', 'forbidden'],
    ['another method, encoded twice', 'https://api.example.com/?%255fmethod=DELETE', 'forbidden'],
    ['another method in a list', 'https://api.example.com/?_method[]=DELETE', 'forbidden'],
    ['a header as a parameter', 'https://api.example.com/?X-HTTP-Method-Override=DELETE', 'forbidden'],
    ['another method as Google has it', 'https://api.example.com/?$httpMethod=DELETE', 'forbidden'],
    ['a template', 'https://api.example.com/{{secrets.KEY}}', 'template'],
    ['a template in the query', 'https://api.example.com/?key={{secrets.KEY}}', 'template'],
    ['an encoded template', 'https://api.example.com/%7B%7Bsecrets.KEY%7D%7D', 'template'],
    ['4097 characters', `https://api.example.com/${'a'.repeat(4073)}`, 'length'],
  ])('with or as %s is refused', (_what, url, rule) => {
    expect(broken({ ...WIRE, url })).toBe(`url:${rule}`);
  });

  it('that is refused would have led elsewhere for the standard parser', () => {
    expect(new URL('https://evil.example\\@api.example.com/').hostname).toBe('evil.example');
    expect(new URL('https://api.exam\tple.com/').hostname).toBe('api.example.com');
    expect(new URL('https://0177.0.0.1/').hostname).toBe('127.0.0.1');
  });

  it.each([
    ['https://api.example.com', { host: 'api.example.com', port: 443, path: '/', query: '' }],
    [
      'HTTPS://API.example.com:8443/V1?a=B&c',
      { host: 'api.example.com', port: 8443, path: '/V1', query: 'a=B&c' },
    ],
    [
      'https://bücher.example/ä?q=ä b'.replace(' ', '%20'),
      { host: 'xn--bcher-kva.example', path: '/%C3%A4', query: 'q=%C3%A4%20b' },
    ],
    [
      'https://api.example.com/?method=list&payment_method=card',
      { query: 'method=list&payment_method=card' },
    ],
    ['https://[2001:DB8::0:1]:8443/', { host: '[2001:db8::1]', port: 8443 }],
    ['http://localhost:3000/x', { scheme: 'http', host: 'localhost', port: 3000 }],
    ['http://localhost/x', { scheme: 'http', port: 80 }],
  ])('%s is taken apart', (url, expected) => {
    expect(parseInjectionRequest({ ...WIRE, url }).destination).toMatchObject(expected);
  });
});

describe('a header of a request', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a line end in its value', { 'x-a': 'b\r\nx-evil: c' }, 'headers[0]:format'],
    ['a bare line feed', { 'x-a': 'b\nx-evil: c' }, 'headers[0]:format'],
    ['a NUL', { 'x-a': 'b\0' }, 'headers[0]:format'],
    ['a character beyond ASCII', { 'x-a': 'č' }, 'headers[0]:format'],
    ['a space at the end of its value', { 'x-a': 'b ' }, 'headers[0]:format'],
    ['a line end in its name', { 'x-a\r\nx-evil': 'b' }, 'headers[0]:format'],
    ['a colon in its name', { 'x-a:': 'b' }, 'headers[0]:format'],
    ['a space in its name', { 'x a': 'b' }, 'headers[0]:format'],
    ['no name', { '': 'b' }, 'headers[0]:format'],
    ['a line end in a template', { 'x-a': '{{secrets.A\r\nx-evil: c}}' }, 'headers[0]:format'],
    ['the host', { Host: 'evil.example' }, 'headers[0]:forbidden'],
    ['the length', { 'Content-Length': '0' }, 'headers[0]:forbidden'],
    ['chunks', { 'x-a': 'b', 'Transfer-Encoding': 'chunked' }, 'headers[1]:forbidden'],
    ['the connection', { Connection: 'x-a' }, 'headers[0]:forbidden'],
    ['an upgrade', { Upgrade: 'h2c' }, 'headers[0]:forbidden'],
    ['an expectation', { Expect: '100-continue' }, 'headers[0]:forbidden'],
    ['an encoding that hides the value', { 'Accept-Encoding': 'zstd' }, 'headers[0]:forbidden'],
    [
      'a part of an answer, in which half of an echoed value would be',
      { Range: 'bytes=0-9' },
      'headers[0]:forbidden',
    ],
    ['another method', { 'X-HTTP-Method-Override': 'DELETE' }, 'headers[0]:forbidden'],
    ['another path', { 'X-Original-URL': '/admin' }, 'headers[0]:forbidden'],
    ['another host', { 'X-Forwarded-Host': 'evil.example' }, 'headers[0]:forbidden'],
    ['another method with underscores', { X_HTTP_Method_Override: 'DELETE' }, 'headers[0]:forbidden'],
    ['another path with underscores', { x_original_url: '/admin' }, 'headers[0]:forbidden'],
    ['a name that differs in an underscore', { 'x-a': 'b', x_a: 'c' }, 'headers[1]:duplicate'],
    ['a proxy', { 'Proxy-Authorization': 'x' }, 'headers[0]:forbidden'],
    ['a name that is there in another case', { 'x-a': 'b', 'X-A': 'c' }, 'headers[1]:duplicate'],
  ])('with %s is refused', (_what, headers, rule) => {
    expect(broken({ ...WIRE, headers })).toBe(rule);
  });

  it('is refused beyond 64 headers and beyond 8192 characters', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'a']));
    expect([broken({ ...WIRE, headers: many(64) }), broken({ ...WIRE, headers: many(65) })]).toEqual([
      'none',
      'headers:length',
    ]);
    expect(broken({ ...WIRE, headers: { x: 'a'.repeat(8191) } })).toBe('none');
    expect(broken({ ...WIRE, headers: { x: 'a'.repeat(8192) } })).toBe('headers:length');
  });

  it('keeps its value and loses the case of its name', () => {
    const { headers } = parseInjectionRequest({ ...WIRE, headers: { 'X-A': 'b  \tC "d"', Accept: '' } });
    expect(headers.map(({ name, value }) => [name, value])).toEqual([
      ['x-a', 'b  \tC "d"'],
      ['accept', ''],
    ]);
  });
});

describe('a request', () => {
  const auth = (fields: object) => broken({ ...WIRE, auth: fields });

  it.each<[string, unknown, string]>([
    ['nothing', null, 'body:type'],
    ['a list', [], 'body:type'],
    ['no URL', { auth: WIRE.auth }, 'url:required'],
    ['a list of URLs', { ...WIRE, url: ['https://a.example'] }, 'url:type'],
    ['a number for a method', { ...WIRE, method: 1 }, 'method:type'],
    ['headers in a list', { ...WIRE, headers: [] }, 'headers:type'],
    ['a number in a header', { ...WIRE, headers: { a: 1 } }, 'headers[0]:type'],
    ['an unknown field', { ...WIRE, hunter2: 1 }, '[2]:unknown_field'],
    [
      'another method in a form',
      {
        ...WIRE,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=b&_method=DELETE',
      },
      'body:forbidden',
    ],
    ['the body of a GET', { ...WIRE, body: 'x' }, 'body:format'],
    ['the body of a HEAD', { ...WIRE, method: 'head', body: 'x' }, 'body:format'],
    ['a large body', { ...WIRE, method: 'POST', body: 'x'.repeat(256 * 1024 + 1) }, 'body:length'],
    ['a text for auth', { ...WIRE, auth: 'bearer' }, 'auth:type'],
  ])('with or as %s is refused', (_what, wire, rule) => {
    expect(broken(wire)).toBe(rule);
  });

  it('names every field of auth that is wrong', () => {
    expect(auth({ secret_ref: 'K' })).toBe('auth.type:required');
    expect(auth({ type: 'constructor', secret_ref: 'K' })).toBe('auth.type:format');
    expect(auth({ type: 'bearer' })).toBe('auth.secret_ref:required');
    expect(auth({ type: 'bearer', secret_ref: '' })).toBe('auth.secret_ref:length');
    expect(auth({ type: 'bearer', secret_ref: 'K', key: 'x' })).toBe('auth.[2]:unknown_field');
    expect(auth({ type: 'bearer', value: 'hunter2', secret_ref: 'K' })).toBe('auth.[1]:unknown_field');
    expect(auth({ type: 'custom_header', secret_ref: 'K' })).toBe('auth.key:required');
    expect(auth({ type: 'custom_header', secret_ref: 'K', key: 'x\r\ny' })).toBe('auth.key:format');
    expect(auth({ type: 'api_key', secret_ref: 'K', key: 'k', location: 'path' })).toBe(
      'auth.location:format',
    );
    expect(auth({ type: 'api_key', secret_ref: 'K', key: 'a&b', location: 'query' })).toBe('auth.key:format');
  });

  it('is GET unless it says otherwise, and may have no auth', () => {
    expect(parseInjectionRequest({ url: WIRE.url })).toMatchObject({
      method: 'GET',
      auth: undefined,
      body: undefined,
    });
    expect(
      parseInjectionRequest({ ...WIRE, method: 'post', auth: null, headers: null, body: null }).method,
    ).toBe('POST');
  });

  it('sends what is no text as JSON', () => {
    const json = parseInjectionRequest({ ...WIRE, method: 'POST', body: { a: ['{{secrets.KEY}}', 1] } });
    expect(json.body).toBe('{"a":["{{secrets.KEY}}",1]}');
    expect(json.headers).toMatchObject([{ name: 'content-type', value: 'application/json' }]);
    const typed = {
      ...WIRE,
      method: 'POST',
      body: {},
      headers: { 'Content-Type': 'application/vnd.x+json' },
    };
    expect(parseInjectionRequest(typed).headers).toMatchObject([{ value: 'application/vnd.x+json' }]);
    expect(parseInjectionRequest({ ...WIRE, method: 'POST', body: 'a' }).headers).toEqual([]);
  });

  it.each([
    [
      { type: 'bearer', secret_ref: 'K' },
      { type: 'bearer', secretRef: 'K' },
    ],
    [
      { type: 'basic', secret_ref: 'K' },
      { type: 'basic', secretRef: 'K' },
    ],
    [
      { type: 'cookie', secret_ref: 'K' },
      { type: 'cookie', secretRef: 'K' },
    ],
    [
      { type: 'custom_header', secret_ref: 'K', key: 'X-Key' },
      { type: 'custom_header', secretRef: 'K', key: 'x-key' },
    ],
    [
      { type: 'api_key', secret_ref: 'K', key: 'X-Key' },
      { type: 'api_key', secretRef: 'K', key: 'x-key', location: 'header' },
    ],
    [
      { type: 'api_key', secret_ref: 'K', key: 'api_Key', location: 'query' },
      { type: 'api_key', secretRef: 'K', key: 'api_Key', location: 'query' },
    ],
  ])('has the auth %j', (wire, expected) => {
    expect(parseInjectionRequest({ ...WIRE, auth: wire }).auth).toEqual(expected);
  });
});
