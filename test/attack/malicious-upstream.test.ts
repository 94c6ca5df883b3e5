import { gzipSync } from 'node:zlib';
import { UPSTREAM_LIMITS } from '../../src/dispenser/upstream/upstream-client';
import { InjectionBench, policyFor } from '../dispenser/injection/injection.fixture';
import { WRITERS } from '../dispenser/mask/writers';
import {
  startSocket,
  startUpstream,
  stopUpstreams,
  type TestUpstream,
} from '../dispenser/upstream/upstream.fixture';
import { expectNoCanary, findCanary, newCanary } from '../support/canary';

/** What an upstream host tries that wants the caller, who may only use a value, to see it. */
describe('a malicious upstream', () => {
  const canary = newCanary();
  let upstream: TestUpstream;
  let bench: InjectionBench;
  beforeAll(async () => {
    upstream = await startUpstream();
    bench = new InjectionBench({ KEY: { value: canary.text, policy: policyFor(upstream.host) } });
  });
  afterAll(stopUpstreams);

  const asked = (host = upstream.host) =>
    bench.perform({ url: `http://${host}/`, auth: { type: 'bearer', secret_ref: 'KEY' } });
  /** Sends a body and headers. The probe sees the value in what was sent, and not in what comes back. */
  const answered = async (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
    status = 200,
  ) => {
    upstream.answer = (_, response) => void response.writeHead(status, headers).end(body);
    return asked();
  };

  it.each(Object.entries(WRITERS).filter(([name]) => !/case|UTF-16/.test(name)))(
    'that echoes the value as %s shows no part of it',
    async (_, write) => {
      const text = write(canary.text);
      const response = await answered(`{"echo":"${text}"}`);
      expect(response.body.toString()).toBe('{"echo":"[REDACTED]"}');
    },
  );

  it.each([1, 5, 20])('that cuts %d characters off the value shows no part of it', async (cut) => {
    for (const part of [canary.text.slice(cut), canary.text.slice(0, -cut)]) {
      expect(findCanary(part, canary)).not.toEqual([]);
      const response = await answered(`<${part}>`);
      expect(response.body.toString()).toBe('<[REDACTED]>');
    }
    // The control: what is shorter than 12 bytes passes.
    expect((await answered(canary.text.slice(0, 11))).body.toString()).toBe(canary.text.slice(0, 11));
  });

  it('that changes the case of the value shows no part of it', async () => {
    for (const text of [canary.text.toUpperCase(), canary.text.toLowerCase()]) {
      expect((await answered(text)).body.toString()).toBe('[REDACTED]');
    }
  });

  it('that redirects, sets cookies or names headers with the value shows no part of it', async () => {
    const { text } = canary;
    const response = await answered(
      '',
      {
        location: `https://elsewhere.example/?key=${encodeURIComponent(text)}`,
        'set-cookie': `k=${Buffer.from(text).toString('base64')}`,
        [`x-${text}`]: 'named',
        'x-part': text.slice(3, 20),
        'x-free': 'of values',
      },
      302,
    );
    expect(response.status).toBe(302);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      location: 'https://elsewhere.example/?key=[REDACTED]',
      'set-cookie': 'k=[REDACTED]',
      'x-part': '[REDACTED]',
      'x-free': 'of values',
    });
    // Names are in lower case, in which the search does not look.
    expect(Object.keys(headers).filter((name) => name.includes(text.toLowerCase()))).toEqual([]);
    expectNoCanary('headers', JSON.stringify(response.headers), [canary]);
  });

  it('that compresses the value, or answers with a status and trailers of its own, shows no part of it', async () => {
    const packed = await answered(gzipSync(`<${canary.text}>`), { 'content-encoding': 'gzip' });
    expect(packed.body.toString()).toBe('<[REDACTED]>');
    const chunk = canary.text.slice(0, 16);
    const rest = canary.text.slice(16);
    const answer =
      `HTTP/1.1 200 ${canary.text}\r\ntransfer-encoding: chunked\r\ntrailer: x-key\r\n\r\n` +
      `${chunk.length.toString(16)}\r\n${chunk}\r\n${rest.length.toString(16)}\r\n${rest}\r\n` +
      `0\r\nx-key: ${canary.text}\r\n\r\n`;
    const { host } = await startSocket((socket) => socket.once('data', () => socket.end(answer)));
    const own = new InjectionBench({ KEY: { value: canary.text, policy: policyFor(host) } });
    const response = await own.perform({
      url: `http://${host}/`,
      auth: { type: 'bearer', secret_ref: 'KEY' },
    });
    expect(response.body.toString()).toBe('[REDACTED]');
    expectNoCanary('answer', JSON.stringify(response), [canary]);
  });

  it('that hides the value under two encodings, or sends more than the limit, is refused', async () => {
    const failure = async (body: Buffer, encoding: string) => {
      upstream.answer = (_, response) =>
        void response.writeHead(200, { 'content-encoding': encoding }).end(body);
      return bench.failure({ url: `http://${upstream.host}/`, auth: { type: 'bearer', secret_ref: 'KEY' } });
    };
    const packed = gzipSync(canary.text);
    expect(await failure(gzipSync(packed), 'gzip, gzip')).toBe('UPSTREAM_MALFORMED');
    expect((await answered(packed, { 'content-encoding': 'gzip' })).body.toString()).toBe('[REDACTED]');
    const { bodyBytes } = UPSTREAM_LIMITS;
    expect(await failure(gzipSync(Buffer.alloc(bodyBytes + 1, '.')), 'gzip')).toBe('UPSTREAM_TOO_LARGE');
    const most = await answered(gzipSync(Buffer.alloc(bodyBytes, '.')), { 'content-encoding': 'gzip' });
    expect(most.body).toHaveLength(bodyBytes);
  });
});
