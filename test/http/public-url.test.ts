import { newTransport } from './transport.fixture';

const PROXY = '127.0.0.1';

/** What the links of a request begin with, and the address of its caller. */
async function asked(
  headers: Record<string, string | string[]>,
  { trusted = true, publicUrl }: { trusted?: boolean; publicUrl?: string } = {},
) {
  const { app, lines } = await newTransport(
    (each) => each.get('/where', async ({ publicUrl: url, origin: { address } }) => ({ url, address })),
    { trustedProxies: trusted ? [PROXY, '10.0.0.0/8'] : [], ...(publicUrl && { limits: { publicUrl } }) },
  );
  const reply = await app.inject({
    url: '/where',
    headers: { host: 'inner:4000', ...headers } as Record<string, string>,
  });
  await app.close();
  const { url, address } = reply.json();
  return { url, address, lines };
}

describe('the start of links', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['nothing', {}, 'http://inner:4000', PROXY],
    ['a scheme alone', { 'x-forwarded-proto': 'https' }, 'https://inner:4000', PROXY],
    [
      'everything',
      {
        'x-forwarded-for': '203.0.113.5',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'secrets.example.com',
        'x-forwarded-prefix': '/a/b/',
      },
      'https://secrets.example.com/a/b',
      '203.0.113.5',
    ],
    [
      'lists, of which the caller wrote the first value',
      {
        'x-forwarded-for': '10.9.9.9, 203.0.113.5, 10.1.1.1',
        'x-forwarded-proto': 'http, https, http',
        'x-forwarded-host': 'evil.example, secrets.example.com, inner',
      },
      'https://secrets.example.com',
      '203.0.113.5',
    ],
    [
      'one value for several proxies',
      {
        'x-forwarded-for': '203.0.113.5, 10.1.1.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'secrets.example.com',
      },
      'https://secrets.example.com',
      '203.0.113.5',
    ],
    [
      'the standard',
      { forwarded: 'for=203.0.113.5;proto=https;host=secrets.example.com' },
      'https://secrets.example.com',
      '203.0.113.5',
    ],
    [
      'the standard, quoted and in several elements',
      {
        forwarded:
          'for=10.9.9.9;host=evil.example, For="[2001:db8::5]:443"; Proto=HTTPS; host="secrets.example.com:8443",for=10.1.1.1;proto=http;host=inner',
      },
      'https://secrets.example.com:8443',
      '2001:db8::5',
    ],
    [
      'the standard without an address',
      { forwarded: 'for=_hidden;proto=https;host=a.example' },
      'https://a.example',
      PROXY,
    ],
    [
      'both, of which the caller wrote the standard',
      { 'x-forwarded-for': '203.0.113.5', forwarded: 'for=198.51.100.1;proto=https;host=evil.example' },
      'http://inner:4000',
      '203.0.113.5',
    ],
  ])('from a trusted proxy that says %s', async (_, headers, url, address) => {
    expect(await asked(headers)).toMatchObject({ url, address });
  });

  it.each([
    'for=203.0.113.5;host="secrets.example.com',
    'for=203.0.113.5;host=evil.example"',
    'for=203.0.113.5 host=evil.example',
    '"for=203.0.113.5;host=evil.example"',
    'host',
    '=;=',
    ',',
    'host="evil.example/\\""',
    'host="evil.example\\r\\nset-cookie: a"',
    'host=evil.example/path',
    'host="a.example@evil.example"',
    `host=${'x'.repeat(10_000)}`,
    `${'for=10.1.1.1;'.repeat(900)}`,
    `${'"\\'.repeat(3_000)}`,
  ])('is not from a malformed header: %s', async (forwarded) => {
    expect((await asked({ forwarded })).url).toBe('http://inner:4000');
  });

  it.each([
    'evil.example/path',
    'user@evil.example',
    'evil.example#',
    'evil.example?',
    'evil.example" onload="',
    '[::1',
    'a b',
    '.evil.example',
    'evil.example:99999999',
    '//evil.example',
    'x'.repeat(300),
  ])('has no host that is none: %s', async (host) => {
    expect((await asked({ 'x-forwarded-host': host })).url).toBe('http://inner:4000');
    expect((await asked({ host })).url).toBe('http://localhost');
  });

  it.each([
    'secrets',
    '//evil.example',
    '/..',
    '/a/../b',
    '/./a',
    '/a//b',
    '/a?b',
    '/a#b',
    '/%2e%2e',
    '/a"b',
    '/<script>',
    '/a/b, /c',
    `/${'a'.repeat(65)}`,
    '/a'.repeat(9),
    'https://evil.example',
    '/\\evil.example',
  ])('has no prefix that is not plain: %s', async (prefix) => {
    expect((await asked({ 'x-forwarded-prefix': prefix })).url).toBe('http://inner:4000');
  });

  it('is not from headers of anybody else, which are told once in the log', async () => {
    const headers = {
      'x-forwarded-for': '203.0.113.5',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-prefix': '/evil',
    };
    for (const each of [headers, { forwarded: 'for=203.0.113.5;proto=https;host=evil.example' }]) {
      const { lines, ...said } = await asked(each, { trusted: false });
      expect(said).toEqual({ url: 'http://inner:4000', address: PROXY });
      expect(lines.filter((line) => line.includes('proxy that is not trusted'))).toHaveLength(1);
      expect(lines.join('')).not.toContain('evil');
    }
    expect((await asked(headers)).lines.join('')).not.toContain('not trusted');
    expect((await asked({}, { trusted: false })).lines.join('')).not.toContain('not trusted');
  });

  it('warns once for many requests', async () => {
    const { app, lines } = await newTransport((each) => each.get('/', async () => 'fine'));
    for (let count = 0; count < 5; count++)
      await app.inject({ url: '/', headers: { 'x-forwarded-for': '203.0.113.5' } });
    await app.close();
    expect(lines.filter((line) => line.includes('not trusted'))).toHaveLength(1);
  });

  it('is what is configured, whatever a request says', async () => {
    const publicUrl = 'https://example.com/secrets';
    for (const trusted of [true, false]) {
      const headers = {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-prefix': '/evil',
      };
      expect((await asked(headers, { trusted, publicUrl })).url).toBe(publicUrl);
    }
  });

  it.each([
    ['/where', 200],
    ['/secrets/where', 200],
    ['/secrets/where?a=/secrets/', 200],
    ['/secretswhere', 404],
    ['/secrets//where', 404],
    ['/SECRETS/where', 404],
    ['/%73ecrets/where', 404],
    ['/secrets%2Fwhere', 404],
    ['/secrets/secrets/where', 404],
    ['/secrets', 200],
    ['/secrets?a', 200],
  ])('has a path that requests may have in front: %s', async (url, status) => {
    const { app } = await newTransport(
      (each) => {
        each.get('/where', async () => 'here');
        each.get('/', async () => 'root');
      },
      { limits: { publicUrl: 'https://example.com/secrets' } },
    );
    expect((await app.inject({ url })).statusCode).toBe(status);
    await app.close();
  });
});
