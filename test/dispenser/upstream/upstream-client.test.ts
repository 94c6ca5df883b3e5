import type { Socket } from 'node:net';
import type { UpstreamOptions } from '../../../src/dispenser/upstream/upstream-client';
import {
  outcome,
  SHORT_LIMITS,
  startSocket,
  startUpstream,
  stopUpstreams,
  testUpstream,
  to,
} from './upstream.fixture';

afterEach(stopUpstreams);

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
    return outcome(to(port), { limits: SHORT_LIMITS, ...options });
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
