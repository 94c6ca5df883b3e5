import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type InjectionResponse, injectionReply } from '../../../src/dispenser/injection/injection-response';
import { expectNoCanary, findCanary, newCanary } from '../../support/canary';
import {
  type Received,
  startUpstream,
  stopUpstreams,
  type TestUpstream,
  testUpstream,
} from '../upstream/upstream.fixture';
import { InjectionBench, policyFor } from './injection.fixture';

let upstream: TestUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(stopUpstreams);

/** All that a caller could read of an answer. */
function everything({ status, headers, body }: InjectionResponse): Buffer {
  return Buffer.concat([Buffer.from(JSON.stringify([status, headers])), body]);
}

/** Sends a value by bearer token to a server that answers so, and gives back what comes out of the dispenser. */
async function answered(
  value: string,
  answer: TestUpstream['answer'],
  method = 'GET',
): Promise<InjectionResponse> {
  upstream.answer = answer;
  const bench = new InjectionBench({ KEY: { value, policy: policyFor(upstream.host) } });
  return bench.perform({
    url: `http://${upstream.host}/`,
    method,
    auth: { type: 'bearer', secret_ref: 'KEY' },
  });
}
const tokenOf = ({ headers }: Received) => `${headers.authorization}`.replace('Bearer ', '');

describe('an upstream server that echoes a secret', () => {
  const canary = newCanary();
  const bytes = (text: string) => Buffer.from(text);
  const ECHOES: readonly (readonly [string, (token: string) => Uint8Array])[] = [
    ['as it is', (token) => bytes(token)],
    ['in JSON', (token) => bytes(JSON.stringify({ error: `bad token ${token}`, token }))],
    ['in JSON inside of JSON', (token) => bytes(JSON.stringify({ log: JSON.stringify({ token }) }))],
    ['in base64', (token) => bytes(Buffer.from(token).toString('base64'))],
    ['in base64 behind a byte', (token) => bytes(Buffer.from(`:${token}`).toString('base64'))],
    ['in base64 behind two bytes', (token) => bytes(Buffer.from(`a:${token}`).toString('base64'))],
    ['in base64url', (token) => bytes(Buffer.from(token).toString('base64url'))],
    ['in hex', (token) => bytes(Buffer.from(token).toString('hex'))],
    ['in capital hex', (token) => bytes(Buffer.from(token).toString('hex').toUpperCase())],
    ['in a URL', (token) => bytes(`https://x/?t=${encodeURIComponent(token)}`)],
    ['in UTF-16', (token) => Buffer.from(token, 'utf16le')],
    ['in UTF-16 with the high byte first', (token) => Buffer.from(token, 'utf16le').swap16()],
    [
      'between bytes that are no text',
      (token) => Buffer.concat([Buffer.of(0xff, 0), bytes(token), Buffer.of(0xfe)]),
    ],
    ['a thousand times', (token) => bytes(token.repeat(1000))],
  ];

  it.each(ECHOES)('%s is not heard', async (_what, echo) => {
    const response = await answered(canary.text, (request, reply) => void reply.end(echo(tokenOf(request))));
    expectNoCanary('an answer', everything(response), [canary]);
    expect(response.body.includes('[REDACTED]')).toBe(true);
  });

  it.each(ECHOES)(
    '%s would be heard through a client that does not scrub: the control',
    async (_what, echo) => {
      upstream.answer = (request, reply) => void reply.end(echo(tokenOf(request)));
      const naive = await fetch(`http://${upstream.host}/`, {
        headers: { authorization: `Bearer ${canary.text}` },
      });
      expect(findCanary(Buffer.from(await naive.arrayBuffer()), canary)).not.toEqual([]);
    },
  );

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('compressed with %s is not heard', async (encoding, compress) => {
    const response = await answered(canary.text, (request, reply) => {
      reply.writeHead(200, { 'content-encoding': encoding }).end(compress(`token: ${tokenOf(request)}`));
    });
    expect(response.body.toString()).toBe('token: [REDACTED]');
    expect(response.headers.map(([name]) => name)).not.toContain('content-encoding');
  });

  it('in an encoding that cannot be undone is not heard at all', async () => {
    for (const encoding of ['zstd', 'gzip, br', 'rot13']) {
      const asked = answered(canary.text, (request, reply) => {
        reply.writeHead(200, { 'content-encoding': encoding }).end(tokenOf(request));
      });
      await expect(asked).rejects.toMatchObject({ failure: 'UPSTREAM_MALFORMED' });
    }
  });

  it('in a transfer coding other than chunked is not heard at all', async () => {
    const coded = (coding: string, body: (token: string) => Buffer) =>
      answered(canary.text, (request, { socket }) => {
        const bytes = body(tokenOf(request));
        const head = `HTTP/1.1 200 OK\r\nTransfer-Encoding: ${coding}\r\n\r\n${bytes.length.toString(16)}\r\n`;
        socket?.end(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n0\r\n\r\n')]));
      });
    const control = await coded('Chunked', (token) => Buffer.from(`token: ${token}`));
    expect(control.body.toString()).toBe('token: [REDACTED]');
    for (const coding of ['gzip, chunked', 'chunked, chunked']) {
      await expect(coded(coding, gzipSync)).rejects.toMatchObject({ failure: 'UPSTREAM_MALFORMED' });
    }
  });

  it('in a small answer that unfolds to a large one is not heard', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(16 * 1024);
    const asked = answered(canary.text, (_request, reply) => {
      reply.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    await expect(asked).rejects.toMatchObject({ failure: 'UPSTREAM_TOO_LARGE' });
  });

  it('cut anywhere into two chunks is not heard', async () => {
    for (let at = 1; at < canary.text.length; at += 1) {
      const response = await answered(canary.text, (request, reply) => {
        const token = tokenOf(request);
        reply.write(`<${token.slice(0, at)}`, () => setTimeout(() => reply.end(`${token.slice(at)}>`), 2));
      });
      expect(response.body.toString()).toBe('<[REDACTED]>');
    }
  });

  it('byte by byte is not heard', async () => {
    const response = await answered(canary.text, (request, reply) => {
      const left = [...`<${tokenOf(request)}>`];
      const next = (): unknown =>
        left.length === 0 ? reply.end() : reply.write(left.shift(), () => setImmediate(next));
      next();
    });
    expect(response.body.toString()).toBe('<[REDACTED]>');
  });

  it('in headers is not heard, and a header named by it is left out', async () => {
    const response = await answered(canary.text, (request, reply) => {
      const token = tokenOf(request);
      reply.writeHead(302, `Found ${token}`, [
        ['Location', `https://evil.example/?t=${token}`],
        ['Set-Cookie', `a=${token}; Path=/`],
        ['Set-Cookie', `b=${Buffer.from(token).toString('base64')}`],
        ['WWW-Authenticate', `Bearer error="${token}"`],
        [`X-${token}`, 'y'],
        ['Content-Type', 'text/plain'],
      ]);
      reply.end();
    });
    expectNoCanary('an answer', everything(response), [canary]);
    expect(response.status).toBe(302);
    const { headers } = injectionReply(response);
    expect(headers).toMatchObject({
      location: 'https://evil.example/?t=[REDACTED]',
      'set-cookie': ['a=[REDACTED]; Path=/', expect.stringMatching(/^b=\[REDACTED\]/)],
      'www-authenticate': 'Bearer error="[REDACTED]"',
      'content-type': 'text/plain',
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
    expect(Object.keys(headers)).not.toContain('connection');
  });

  it('in the answer to HEAD, or with a code that has no body, is not heard', async () => {
    const head: TestUpstream['answer'] = (request, reply) =>
      void reply.writeHead(200, { 'content-encoding': 'gzip', 'x-echo': tokenOf(request) }).end();
    expectNoCanary('an answer', everything(await answered(canary.text, head, 'HEAD')), [canary]);
    const empty: TestUpstream['answer'] = (request, reply) =>
      void reply.writeHead(204, { 'content-encoding': 'gzip', 'x-echo': tokenOf(request) }).end();
    expectNoCanary('an answer', everything(await answered(canary.text, empty)), [canary]);
  });

  it('of basic authentication is not heard: the pair, the header and the password', async () => {
    const pair = `alice:${canary.text}`;
    upstream.answer = ({ headers }, reply) => {
      const { authorization } = headers;
      const decoded = Buffer.from(`${authorization}`.slice(6), 'base64').toString();
      reply.end(
        [
          authorization,
          decoded,
          decoded.split(':')[1],
          Buffer.from(decoded.slice(6)).toString('base64'),
          'alice',
        ].join('\n'),
      );
    };
    const bench = new InjectionBench({ KEY: { value: pair, policy: policyFor(upstream.host) } });
    const auth = { type: 'basic', secret_ref: 'KEY' };
    const { body } = await bench.perform({ url: `http://${upstream.host}/`, auth });
    expectNoCanary('an answer', body, [canary]);
    expect(body.toString().split('\n')).toEqual([
      'Basic [REDACTED]',
      '[REDACTED]',
      '[REDACTED]',
      expect.stringMatching(/^\[REDACTED\]=*$/),
      'alice',
    ]);
  });

  it('of basic authentication with the key as the user name is not heard', async () => {
    upstream.answer = ({ headers }, reply) =>
      void reply.end(Buffer.from(`${headers.authorization}`.slice(6), 'base64').toString().split(':')[0]);
    for (const pair of [`${canary.text}:`, `${canary.text}:x`, `${canary.text}:x-oauth-basic`]) {
      const bench = new InjectionBench({ KEY: { value: pair, policy: policyFor(upstream.host) } });
      const auth = { type: 'basic', secret_ref: 'KEY' };
      const { body } = await bench.perform({ url: `http://${upstream.host}/`, auth });
      expect(body.toString()).toBe('[REDACTED]');
    }
  });
});

describe('an answer in JSON', () => {
  it('is text where it is UTF-8, and base64 where it is not', () => {
    const reply = (body: Buffer) => injectionReply({ status: 200, headers: [], body });
    expect(reply(Buffer.from('é'))).toEqual({ status: 200, headers: {}, body: 'é', body_encoding: 'utf8' });
    expect(reply(Buffer.of(0xff, 0))).toMatchObject({ body: '/wA=', body_encoding: 'base64' });
  });

  it('keeps a header that is there twice, and one with a name of JavaScript', () => {
    const headers = [
      ['a', '1'],
      ['a', '2'],
      ['__proto__', 'x'],
      ['b', '3'],
    ] as const;
    const { headers: given } = injectionReply({ status: 200, headers, body: Buffer.alloc(0) });
    expect(JSON.stringify(given)).toBe('{"a":["1","2"],"__proto__":"x","b":"3"}');
  });

  it('is not kept beyond its limit', async () => {
    upstream.answer = (_request, reply) => void reply.end('a'.repeat(101));
    const limits = { connectMs: 1000, totalMs: 1000, headerBytes: 4096, bodyBytes: 100 };
    const key = { KEY: { value: 'a value', policy: policyFor(upstream.host) } };
    const bench = new InjectionBench(key, testUpstream({ limits }));
    const auth = { type: 'bearer', secret_ref: 'KEY' };
    expect(await bench.failure({ url: `http://${upstream.host}/`, auth })).toBe('UPSTREAM_TOO_LARGE');
    upstream.answer = (_request, reply) => void reply.end('b'.repeat(100));
    expect((await bench.perform({ url: `http://${upstream.host}/`, auth })).body).toHaveLength(100);
  });
});
