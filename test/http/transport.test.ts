import { connect } from 'node:net';
import { newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { listen, newTransport, sendHeaders, sendRaw, type Transport } from './transport.fixture';

const canary = newCanary();
let transport: Transport;
let port: number;

beforeAll(async () => {
  transport = await newTransport(
    (app) => {
      app.all('/echo', async (request) => {
        request.principalId = 'svc-1';
        return { body: request.body ?? 'nothing' };
      });
      app.get('/own', async (_request, reply) =>
        reply
          .headers({
            'cache-control': 'public',
            'content-security-policy': "default-src 'self'",
            server: 'x',
            'x-powered-by': 'y',
          })
          .send('own'),
      );
      app.get('/slow', async () => {
        await new Promise((next) => setTimeout(next, 200));
        return 'slow';
      });
      app.get('/things/:name', async () => 'thing');
    },
    { limits: { requestTimeoutMs: 600 }, trustedProxies: ['127.0.0.1'] },
  );
  port = await listen(transport.app);
});
afterAll(() => transport.app.close());

/** The status line's number and the JSON body's code of a raw reply. */
function told(reply: string): string {
  const [head = '', body = ''] = reply.split('\r\n\r\n');
  return `${head.slice(9, 12)} ${body === '' ? '' : JSON.parse(body).errors[0].extensions.code}`;
}

describe('a reply', () => {
  it('has the security headers and no name of software', async () => {
    const { headers } = await transport.app.inject({ url: '/echo' });

    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('keeps what the route has set, but for names of software', async () => {
    const { headers } = await transport.app.inject({ url: '/own' });

    expect(headers).toMatchObject({
      'cache-control': 'public',
      'content-security-policy': "default-src 'self'",
    });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['server']));
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('asks browsers to stay with HTTPS only when the request came by it', async () => {
    const { headers } = await transport.app.inject({
      url: '/echo',
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  });
});

describe('the request log', () => {
  it('has one line a request, with the pattern and nothing of the request', async () => {
    const before = transport.lines.length;
    const { text } = canary;
    await transport.app.inject({
      url: `/things/${text}?q=${text}`,
      headers: { 'x-forwarded-for': '198.51.100.1', 'user-agent': text, authorization: text },
    });
    await transport.app.inject({ method: 'POST', url: '/echo', payload: { value: text } });
    await transport.app.inject({ url: `/nowhere/${text}` });
    const lines = transport.lines.slice(before);
    const fields = lines.map((line) => JSON.parse(line));

    expect(fields).toMatchObject([
      {
        event: 'request answered',
        method: 'GET',
        route: '/things/:name',
        status: 200,
        address: '198.51.100.1',
      },
      { event: 'request answered', method: 'POST', route: '/echo', status: 200, principalId: 'svc-1' },
      { event: 'request answered', method: 'GET', route: 'none', status: 404 },
    ]);
    expect(Object.keys(fields[0]).sort()).toEqual(
      ['at', 'level', 'event', 'requestId', 'address', 'method', 'route', 'status', 'durationMs'].sort(),
    );
    new CanaryWatch(canary).add('log', lines.join('')).expectUnseen();
  });
});

describe('a client that goes away before the answer', () => {
  it('leaves one line that says so', async () => {
    const before = transport.lines.length;
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((next) => setTimeout(next, 50));
    socket.destroy();
    await new Promise((next) => setTimeout(next, 300));

    expect(transport.lines.slice(before).map((line) => JSON.parse(line))).toMatchObject([
      { event: 'request aborted', method: 'GET', route: '/slow', address: '127.0.0.1' },
    ]);
  });
});

describe('a hostile connection', () => {
  it.each([
    ['that is not HTTP', [`${canary.text}\r\n\r\n`], '400 BAD_REQUEST'],
    [
      'with both content length and transfer encoding',
      ['POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
      '400 BAD_REQUEST',
    ],
    [
      'with two content lengths',
      ['POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd'],
      '400 BAD_REQUEST',
    ],
    [
      'with a folded header',
      ['GET /echo HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n Transfer-Encoding: chunked\r\n\r\n'],
      '400 BAD_REQUEST',
    ],
    [
      'with two hosts',
      ['GET /echo HTTP/1.1\r\nHost: a\r\nHOST: a\r\nConnection: close\r\n\r\n'],
      '400 BAD_REQUEST',
    ],
    ['without a host', ['GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n'], '400 BAD_REQUEST'],
    ['with a NUL in a header', ['GET /echo HTTP/1.1\r\nHost: a\r\nX-A: \u0000\r\n\r\n'], '400 BAD_REQUEST'],
    [
      'with 10,000 headers',
      [`GET /echo HTTP/1.1\r\nHost: a\r\n${'a:b\r\n'.repeat(10_000)}\r\n`],
      '431 HEADERS_TOO_LARGE',
    ],
    [
      'with a header of 16 KB',
      [`GET /echo HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(16_384)}\r\n\r\n`],
      '431 HEADERS_TOO_LARGE',
    ],
  ])('%s is answered with a constant and closed', async (_what, pieces, expected) => {
    const reply = await sendRaw(port, pieces);

    expect(told(reply)).toBe(expected);
    expect(reply).toContain('cache-control: no-store');
    new CanaryWatch(canary).add('reply', reply).expectUnseen();
  });

  it('that sends its headers too slowly is cut off with 408', async () => {
    const reply = await sendRaw(
      port,
      ['GET /echo HTTP/1.1\r\n', ...Array.from({ length: 100 }, () => 'X-A: 1\r\n')],
      100,
    );

    expect(told(reply)).toBe('408 REQUEST_TIMEOUT');
  });

  it('that sends its body too slowly is cut off', async () => {
    const head =
      'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n';
    await sendRaw(port, [head, ...Array.from({ length: 200 }, () => ' ')], 50);
  });

  it('may have 100 headers, not 101', async () => {
    // Node adds Host and Connection.
    const headers = (count: number) =>
      Object.fromEntries(Array.from({ length: count - 2 }, (_, each) => [`x-${each}`, 'y']));

    expect(await sendHeaders(port, headers(101))).toBe(431);
    expect(await sendHeaders(port, headers(100))).toBe(200);
  });
});

describe('on loopback', () => {
  const statuses = async (host: string, hosts: readonly string[]) => {
    const served = await newTransport((app) => app.get('/', async () => 'ok'), {
      names: { host, hostNames: ['secrets.example.com'] },
    });
    const all = hosts.map((each) => served.app.inject({ url: '/', headers: { host: each } }));
    const found = (await Promise.all(all)).map(({ statusCode }) => statusCode);
    await served.app.close();
    return found;
  };
  const own = [
    'localhost',
    'LOCALHOST:4000',
    '127.0.0.1:4000',
    '127.9.9.9',
    '[::1]:4000',
    'Secrets.example.com:1',
  ];
  const others = [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4000',
    'secrets.example.com.evil.example',
    '192.0.2.1',
    '[2001:db8::1]',
    '0.0.0.0',
    'localhost:1:2',
    'a@localhost',
    ' ',
  ];

  it.each(['127.0.0.1', '::1', 'localhost'])('at %s, only names of loopback are answered', async (host) => {
    expect(await statuses(host, own)).toEqual(own.map(() => 200));
    expect(await statuses(host, others)).toEqual(others.map(() => 421));
  });

  it('but every name elsewhere', async () => {
    const all = [...own, ...others];
    expect(await statuses('0.0.0.0', all)).toEqual(all.map(() => 200));
  });

  it('a request of HTTP/1.0 names no host and is answered', async () => {
    const served = await newTransport((app) => app.get('/', async () => 'ok'), {
      names: { host: '127.0.0.1', hostNames: [] },
    });
    const port = await listen(served.app);
    const statusOf = async (head: string) => (await sendRaw(port, [head])).slice(9, 12);
    expect(await statusOf('GET / HTTP/1.0\r\n\r\n')).toBe('200');
    expect(await statusOf('GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n')).toBe('421');
    expect(await statusOf('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toBe('400');
    await served.app.close();
  });
});
