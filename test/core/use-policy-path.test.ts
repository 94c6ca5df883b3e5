import { canonicalPath } from '../../src/core/use-policy-path';

describe('a path', () => {
  it.each([
    ['relative', 'v1'],
    ['empty', ''],
    ['with a parent segment', '/v1/../admin'],
    ['with a parent segment at the end', '/v1/..'],
    ['with a segment of one dot', '/v1/./x'],
    ['with an encoded parent segment', '/v1/%2e%2E/admin'],
    ['with a half encoded parent segment', '/v1/.%2e/admin'],
    ['with a parent segment and a parameter', '/v1/..;a=b/admin'],
    ['with an encoded slash', '/v1%2fadmin'],
    ['with an encoded backslash', '/v1/..%5cadmin'],
    ['with a backslash', '/v1\\admin'],
    ['with double encoding', '/v1/%252e%252e/admin'],
    ['with double encoding of each character', '/v1/%25%32%65%25%32%65/admin'],
    ['with triple encoding', '/v1/%2525%32e/admin'],
    ['with double encoding of a harmless character', '/v1/%2561'],
    ['with double encoding across a literal', '/v1/%256%31'],
    ['with an encoded parameter of a parent segment', '/v1/..%3B/admin'],
    ['with an encoded parameter in lower case', '/v1/..%3ba=b/admin'],
    ['with a parent segment and a space', '/v1/..%20/admin'],
    ['with an encoded line end', '/v1/a%0d%0aX:y'],
    ['with an encoded tab', '/v1/a%09'],
    ['with an overlong dot', '/v1/%c0%ae%c0%ae/admin'],
    ['with wide dots', '/v1/%ef%bc%8e%ef%bc%8e/admin'],
    ['with unencoded wide dots', '/v1/\uff0e\uff0e/admin'],
    ['with a wide slash', '/v1%ef%bc%8fadmin'],
    ['with an empty segment', '/v1//admin'],
    ['with an encoded NUL', '/v1%00'],
    ['with a broken percent sign', '/v1/%zz'],
    ['with a line end', '/v1\r\nX: y'],
    ['with a tab', '/v\t1'],
    ['with a query', '/v1?a'],
    ['with a fragment', '/v1#a'],
    ['with a lone surrogate', '/\ud800'],
  ])('%s is refused', (_what, path) => {
    expect(canonicalPath(path)).toBeUndefined();
  });

  it('that is refused would be another one for the standard parser', () => {
    expect(new URL('https://a/v1/%2e%2E/admin').pathname).toBe('/admin');
    expect(new URL('https://a/v1\\..\\admin').pathname).toBe('/admin');
  });

  it.each([
    ['/', '/'],
    ['/v1/', '/v1/'],
    ['/v1/...', '/v1/...'],
    ['/v1/.hidden', '/v1/.hidden'],
    ['/v1/%61%2Db', '/v1/a-b'],
    ['/bücher', '/b%C3%BCcher'],
    ['/b%c3%bccher', '/b%C3%BCcher'],
    ['/a:b@c;d=1,2', '/a:b@c;d=1,2'],
    ['/a%3Bb', '/a%3Bb'],
    ['/100%25', '/100%25'],
    ['/100%25/x', '/100%25/x'],
    ['/a%20b', '/a%20b'],
  ])('%s is compared as %s', (path, canonical) => {
    expect(canonicalPath(path)).toBe(canonical);
  });
});
