import { get } from 'node:http';
import type { Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { request as undiciRequest } from 'undici';
import { InjectionError } from '../../src/dispenser/injection.error';
import {
  UPSTREAM_LIMITS,
  type UpstreamOptions,
  type UpstreamRequest,
} from '../../src/dispenser/upstream.client';
import { takeRefusals } from '../support/network';
import { selfSigned } from './certificate.fixture';
import { startSocket, startUpstream, stopUpstreams, testUpstream } from './upstream.fixture';

afterEach(stopUpstreams);

const LIMITS = { ...UPSTREAM_LIMITS, connectMs: 500, totalMs: 500, bodyBytes: 64 * 1024 };
const to = (port: number, more: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  scheme: 'http',
  host: '127.0.0.1',
  port,
  method: 'GET',
  target: '/',
  headers: [],
  body: undefined,
  ...more,
});

/** Status and body, or the failure. */
async function outcome(request: UpstreamRequest, options: Partial<UpstreamOptions> = {}): Promise<string> {
  try {
    return await testUpstream(options).exchange(
      request,
      async ({ status, body }) => `${status} ${await textOf(body)}`,
    );
  } catch (error) {
    if (!(error instanceof InjectionError)) throw error;
    return error.failure;
  }
}

describe('an upstream host', () => {
  const addresses =
    (...list: string[]) =>
    async () =>
      list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

  it.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata address', ['169.254.169.254']],
    ['a public and a private address', ['8.8.8.8', '10.0.0.1']],
    ['a private and a public address', ['10.0.0.1', '8.8.8.8']],
    ['a mapped loopback address', ['::ffff:127.0.0.1']],
    ['a translated loopback address', ['64:ff9b::7f00:1']],
    ['loopback', ['127.0.0.1']],
  ])('that resolves to %s is refused before a connection is made', async (_what, list) => {
    const server = await startUpstream();
    const request = to(server.port, { host: 'api.example.com' });
    expect(await outcome(request, { allowLoopback: false, resolve: addresses(...list) })).toBe(
      'ADDRESS_REFUSED',
    );
    expect([server.connections(), takeRefusals()]).toEqual([0, []]);
  });

  it.each([
    '127.0.0.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
    '[fd00:ec2::254]',
    'localhost',
  ])('that is the address %s is refused', async (host) => {
    const server = await startUpstream();
    expect(await outcome(to(server.port, { host }), { allowLoopback: false })).toBe('ADDRESS_REFUSED');
    expect(server.connections()).toBe(0);
  });

  it('that resolves to loopback is reached by a client that does not look: the control', async () => {
    const server = await startUpstream();
    const { statusCode } = await undiciRequest(`http://localhost:${server.port}/`);
    expect(statusCode).toBe(200);
  });

  it('that has no address, or is not known, cannot be reached', async () => {
    const unknown = async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await outcome(to(1, { host: 'no.example' }), { resolve: addresses() })).toBe(
      'UPSTREAM_UNREACHABLE',
    );
    expect(await outcome(to(1, { host: 'no.example' }), { resolve: unknown })).toBe('UPSTREAM_UNREACHABLE');
  });

  it('is looked up once: a name that changes its address does not move the request', async () => {
    const first = await startUpstream();
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    };
    const request = to(first.port, { host: 'rebinding.example' });
    expect(await outcome(request, { resolve: rebinding })).toBe('200 {}');
    expect([asked, first.received[0]?.headers.host]).toEqual([1, `rebinding.example:${first.port}`]);
  });

  it('is looked up twice by a client that checks first and connects then: the control', async () => {
    const server = await startUpstream();
    let asked = 0;
    const lookup = (_name: string, _options: object, callback: (...answer: unknown[]) => void) => {
      asked += 1;
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    await new Promise((checked) => lookup('rebinding.example', {}, checked));
    await new Promise((resolve, reject) => {
      get({ host: 'rebinding.example', port: server.port, lookup: lookup as never }, resolve).on(
        'error',
        reject,
      );
    });
    expect(asked).toBe(2);
  });

  it('over plain HTTP is refused unless it is loopback', async () => {
    const server = await startUpstream();
    const request = to(server.port, { host: 'api.example.com' });
    expect(await outcome(request, { resolve: addresses('8.8.8.8') })).toBe('ADDRESS_REFUSED');
    expect(await outcome(request, { resolve: addresses('127.0.0.1', '8.8.8.8') })).toBe('ADDRESS_REFUSED');
    expect(await outcome(request, { allowedNetworks: ['10.0.0.0/8'], resolve: addresses('10.0.0.1') })).toBe(
      'ADDRESS_REFUSED',
    );
    expect(await outcome(request, { resolve: addresses('127.0.0.1') })).toBe('200 {}');
  });

  it('whose look-up never ends is given up', async () => {
    const never = () => new Promise<never>(() => {});
    expect(await outcome(to(1, { host: 'slow.example' }), { resolve: never, limits: LIMITS })).toBe(
      'UPSTREAM_TIMEOUT',
    );
  });
});

describe('the certificate of an upstream host', () => {
  const own = selfSigned(['api.example.com', '127.0.0.1']);
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const reach = async (host: string, options: Partial<UpstreamOptions>) => {
    const server = await startUpstream(own);
    const result = await outcome(to(server.port, { scheme: 'https', host }), { resolve, ...options });
    return [result, server.received.length];
  };

  it('that nobody trusts ends the connection before the request', async () => {
    expect(await reach('api.example.com', {})).toEqual(['UPSTREAM_UNREACHABLE', 0]);
  });

  it('is checked even when the environment turns that off', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await reach('api.example.com', {})).toEqual(['UPSTREAM_UNREACHABLE', 0]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
  });

  it('for another name ends the connection before the request', async () => {
    expect(await reach('other.example.com', { ca: own.cert })).toEqual(['UPSTREAM_UNREACHABLE', 0]);
  });

  it('that is trusted and for this name or address is accepted', async () => {
    expect(await reach('api.example.com', { ca: own.cert })).toEqual(['200 {}', 1]);
    expect(await reach('127.0.0.1', { ca: own.cert })).toEqual(['200 {}', 1]);
  });
});

describe('an upstream server', () => {
  const speaking = async (
    text: string,
    then?: (socket: Socket) => void,
    options: Partial<UpstreamOptions> = {},
  ) => {
    const { port } = await startSocket((socket) => {
      socket.once('data', () => {
        socket.write(text);
        then?.(socket);
      });
    });
    const started = performance.now();
    const result = await outcome(to(port), { limits: LIMITS, ...options });
    expect(performance.now() - started).toBeLessThan(3_000);
    return result;
  };
  const again = (text: string) => (socket: Socket) => {
    const timer = setInterval(() => socket.write(text), 5);
    socket.on('close', () => clearInterval(timer));
  };
  const OK = 'HTTP/1.1 200 OK\r\n';

  it('that never answers is given up', async () => {
    expect(await speaking('')).toBe('UPSTREAM_TIMEOUT');
  });

  it('that sends headers for ever, slowly, is given up', async () => {
    expect(await speaking(OK, again('X: y\r\n'))).toMatch(/UPSTREAM_TIMEOUT|UPSTREAM_TOO_LARGE/);
  });

  it('that sends a body for ever, byte by byte, is given up', async () => {
    expect(await speaking(`${OK}Content-Length: 100000\r\n\r\n`, again('a'))).toBe('UPSTREAM_TIMEOUT');
  });

  it('that keeps saying that it goes on is given up', async () => {
    expect(await speaking('', again('HTTP/1.1 103 Early Hints\r\n\r\n'))).toBe('UPSTREAM_TIMEOUT');
  });

  it('that sends too many headers is given up', async () => {
    expect(await speaking(`${OK}X: ${'y'.repeat(17 * 1024)}\r\n\r\n`)).toBe('UPSTREAM_TOO_LARGE');
    expect(await speaking(`${OK}Content-Length: 0\r\nX: ${'y'.repeat(15 * 1024)}\r\n\r\n`)).toBe('200 ');
  });

  it('that sends too much is given up', async () => {
    expect(await speaking(`${OK}\r\n`, again('a'.repeat(16 * 1024)))).toBe('UPSTREAM_TOO_LARGE');
    expect(await speaking(`${OK}Content-Length: 65537\r\n\r\n${'a'.repeat(65_537)}`)).toBe(
      'UPSTREAM_TOO_LARGE',
    );
    expect(await speaking(`${OK}Content-Length: 65536\r\n\r\n${'a'.repeat(65_536)}`)).toMatch(
      /^200 a{65536}$/,
    );
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['two lengths', `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length and chunks', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a broken chunk', `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ])('that sends %s is not understood', async (_what, text) => {
    expect(await speaking(text)).toBe('UPSTREAM_MALFORMED');
  });

  it('that ends the connection cannot be reached, or is not understood', async () => {
    expect(await speaking('', (socket) => socket.destroy())).toBe('UPSTREAM_UNREACHABLE');
    expect(await speaking(`${OK}Content-Length: 9\r\n\r\nab`, (socket) => socket.end())).toMatch(
      /^UPSTREAM_(?:UNREACHABLE|MALFORMED)$/,
    );
  });

  it('that does not listen cannot be reached', async () => {
    const { port } = await startUpstream();
    await stopUpstreams();
    expect(await outcome(to(port))).toBe('UPSTREAM_UNREACHABLE');
  });

  it('that redirects is not followed', async () => {
    const other = await startUpstream();
    const server = await startUpstream();
    server.answer = (_request, response) =>
      response.writeHead(307, { location: `http://${other.host}/` }).end('moved');
    expect(await outcome(to(server.port))).toBe('307 moved');
    expect(other.connections()).toBe(0);
    await fetch(`http://${server.host}/`);
    expect(other.connections()).toBe(1);
  });

  it('gets the request as it is, and the connection ends after the answer', async () => {
    const server = await startUpstream();
    const request = to(server.port, {
      method: 'POST',
      target: '/a%20b?c=d',
      headers: [
        ['x-a', 'b  c'],
        ['content-type', 'text/plain'],
      ],
      body: 'é',
    });
    expect(await outcome(request)).toBe('200 {}');
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      url: '/a%20b?c=d',
      headers: { host: server.host, 'x-a': 'b  c', 'content-type': 'text/plain', 'content-length': '2' },
      body: 'é',
    });
    expect(server.connections()).toBe(1);
  });

  it('is left alone when the reader fails, whose error comes through', async () => {
    const server = await startUpstream();
    const failing = testUpstream().exchange(to(server.port), async () => {
      throw new RangeError('of the reader');
    });
    await expect(failing).rejects.toThrow(new RangeError('of the reader'));
  });
});
