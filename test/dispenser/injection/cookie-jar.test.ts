import { isCookieValue } from '../../../src/core/secret-value';
import { CookieJar, type CookieTarget } from '../../../src/dispenser/injection/cookie-jar';
import { cpuGrowth, LINEAR_GROWTH } from '../../support/work';

const NOW = new Date('2026-06-01T12:00:00Z');
const STORED = new Date('2026-06-01T11:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const HTTPS: CookieTarget = { scheme: 'https', host: 'www.example.com', path: '/a/b' };

/** The cookies as a Cookie header; the text must also be one that the gateway takes in. */
function sent(text: string, to: Partial<CookieTarget> = {}): string {
  expect(isCookieValue(text)).toBe(true);
  const cookies = CookieJar.parse(text, STORED).cookiesFor({ ...HTTPS, ...to }, NOW);
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
const array = (...cookies: object[]) =>
  JSON.stringify(cookies.map((each) => ({ name: 'n', value: 'v', ...each })));
const line = (fields: Partial<Record<'domain' | 'below' | 'path' | 'secure' | 'expiry', string>>) => {
  const all = { domain: '.example.com', below: 'TRUE', path: '/', secure: 'FALSE', expiry: '0', ...fields };
  return [all.domain, all.below, all.path, all.secure, all.expiry, 'n', 'v'].join('\t');
};

describe('a cookie', () => {
  it.each<[string, string, string, boolean]>([
    ['another domain', 'example.org', 'www.example.com', false],
    ['a domain below', 'a.www.example.com', 'www.example.com', false],
    ['a domain that ends alike', 'ample.com', 'www.example.com', false],
    ['a domain that a longer name ends with', 'example.com', 'evilexample.com', false],
    ['a part of an address', '0.0.1', '127.0.0.1', false],
    ['the host itself', 'www.example.com', 'www.example.com', true],
    ['a domain above', 'example.com', 'www.example.com', true],
    ['a domain far above', 'example.com', 'a.b.c.example.com', true],
    ['a domain in capitals', 'EXAMPLE.com', 'www.example.com', true],
    ['an international domain', 'bücher.example', 'www.xn--bcher-kva.example', true],
    ['the same address', '127.0.0.1', '127.0.0.1', true],
  ])('of %s goes to that host as RFC 6265 §5.1.3 says', (_what, domain, host, goes) => {
    const expected = goes ? 'n=v' : '';
    expect(sent(array({ domain: `.${domain}` }), { host })).toBe(expected);
    expect(sent(line({ domain: `.${domain}` }), { host })).toBe(expected);
    expect(sent(`Set-Cookie: n=v; Domain=${domain}`, { host })).toBe(expected);
  });

  it.each<[string, string, string, boolean]>([
    ['a path beside', '/c', '/a/b', false],
    ['a path below', '/a/b/c', '/a/b', false],
    ['a path that begins alike', '/a', '/ab', false],
    ['the path in capitals', '/A', '/a/b', false],
    ['the path itself', '/a/b', '/a/b', true],
    ['a path above', '/a', '/a/b', true],
    ['a path above with a slash', '/a/', '/a/b', true],
    ['the root', '/', '/a/b', true],
  ])('of %s goes to that path as RFC 6265 §5.1.4 says', (_what, own, path, goes) => {
    const expected = goes ? 'n=v' : '';
    expect(sent(array({ path: own }), { path })).toBe(expected);
    expect(sent(line({ path: own }), { path })).toBe(expected);
    expect(sent(`n=v; Path=${own}`, { path })).toBe(expected);
  });

  it('that is secure does not go over plain HTTP', () => {
    for (const text of [array({ secure: true }), line({ secure: 'TRUE' }), 'Set-Cookie: n=v; Secure']) {
      expect([sent(text, { scheme: 'http' }), sent(text)]).toEqual(['', 'n=v']);
    }
    expect(sent(array({ secure: false }), { scheme: 'http' })).toBe('n=v');
  });

  it.each([
    ['a number of a past second', array({ expirationDate: SECONDS - 0.5 })],
    ['the second of now', array({ expires: SECONDS })],
    ['a past expiry of a driver', array({ expiry: 1 })],
    ['a past date', array({ expires: '2026-05-01T00:00:00Z' })],
    ['a past second of a file', line({ expiry: String(SECONDS - 1) })],
    ['a past date of a header', 'Set-Cookie: n=v; Expires=Wed, 21 Oct 2015 07:28:00 GMT'],
    ['an age of nothing', 'Set-Cookie: n=v; Max-Age=0'],
    ['an age before everything', 'Set-Cookie: n=v; Max-Age=-99999999999999999999'],
    ['an age that is over', 'Set-Cookie: n=v; Max-Age=3600'],
    ['an age that is over, whatever the date says', 'n=v; Expires=Wed, 21 Oct 2115 07:28:00 GMT; Max-Age=1'],
  ])('that has expired by %s stays', (_what, text) => {
    expect(sent(text)).toBe('');
  });

  it.each([
    ['a number of a coming second', array({ expirationDate: SECONDS + 0.5 })],
    ['the number for the end of a session', array({ expires: -1 })],
    ['nothing', array({})],
    ['a coming second of a file', line({ expiry: String(SECONDS + 1) })],
    ['the zero for the end of a session', line({ expiry: '0' })],
    ['a coming date of a header', 'Set-Cookie: n=v; Expires=Wed, 21 Oct 2115 07:28:00 GMT'],
    ['an age that is not over', 'Set-Cookie: n=v; Max-Age=3601'],
    ['an age for ever', 'Set-Cookie: n=v; Max-Age=99999999999999999999'],
    [
      'an age that is not over, whatever the date says',
      'n=v; Max-Age=9999; Expires=Wed, 21 Oct 2015 07:28:00 GMT',
    ],
    ['a date that is none', 'Set-Cookie: n=v; Expires=tomorrow'],
  ])('that expires by %s goes', (_what, text) => {
    expect(sent(text)).toBe('n=v');
  });

  it.each([
    ['without a dot in front', array({ domain: 'example.com' })],
    ['with the flag', array({ domain: '.example.com', hostOnly: true })],
    ['by the field of a file', line({ domain: 'example.com', below: 'FALSE' })],
  ])('for one host only, %s, does not go below it', (_what, text) => {
    expect([sent(text, { host: 'www.example.com' }), sent(text, { host: 'example.com' })]).toEqual([
      '',
      'n=v',
    ]);
  });

  it('with a domain that no host has is left out instead of going everywhere', () => {
    expect(sent(array({ domain: 'a b' }))).toBe('');
    expect(sent('Set-Cookie: n=v; Domain=..')).toBe('');
    expect(sent(line({ domain: 'a b' }))).toBe('');
    expect(sent(array({}))).toBe('n=v');
  });
});

describe('a jar', () => {
  it.each([
    ['a Cookie header', 'Cookie: a=1; b="two"; c='],
    ['pairs', 'a=1; b="two"; c='],
    ['pairs in two lines', 'a=1; b="two"\r\nc='],
  ])('of %s gives every pair for every host', (_what, text) => {
    expect(sent(text, { host: 'anywhere.example', scheme: 'http' })).toBe('a=1; b="two"; c=');
  });

  it('of Set-Cookie headers gives the first pair of each', () => {
    expect(sent('Set-Cookie: a=1; Path=/; HttpOnly\nset-cookie:b=2=3;SameSite=Lax;Secure')).toBe(
      'a=1; b=2=3',
    );
    expect(sent('Set-Cookie: a=1; b=2')).toBe('a=1');
  });

  it('of a file leaves comments out and keeps HttpOnly cookies', () => {
    expect(sent(`# Netscape HTTP Cookie File\n\n${line({})}\r\n#HttpOnly_${line({ path: '/a' })}\n`)).toBe(
      'n=v; n=v',
    );
  });

  it('gives cookies with longer paths first and the last of equal ones', () => {
    const text = array(
      { value: 'root', path: '/' },
      { value: 'old', path: '/a' },
      { value: 'new', path: '/a' },
      { name: 'm', value: 'below', path: '/a/b' },
    );
    expect(sent(text)).toBe('m=below; n=new; n=root');
  });

  it.each([
    '',
    'a word',
    '[',
    '{}',
    '[null, 1, {"name":1,"value":"x"}, {"name":"x"}]',
    'a\tb',
    '\t\t\t\t\t\t',
  ])('of what is no cookie value (%j) is empty', (text) => {
    const cookies = CookieJar.parse(text, STORED).cookiesFor(HTTPS, NOW);
    expect(cookies).toEqual([]);
  });

  it.each(['a=b; ', '\t', '[', 'cookie:', 'a=b;path=/;\n', '=;'])(
    'of 64 KB of %j is read in time in proportion to its length',
    async (text) => {
      const read = (length: number) =>
        CookieJar.parse(text.repeat(length / text.length), STORED).cookiesFor(HTTPS, NOW);
      expect(await cpuGrowth(read, 8_192)).toBeLessThan(LINEAR_GROWTH);
    },
  );
});
