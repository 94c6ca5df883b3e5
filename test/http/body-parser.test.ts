import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { registerBodyParsers } from '../../src/http/body-parser';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { newTransport, type Transport } from './transport.fixture';

const canary = newCanary();
let transport: Transport;

beforeAll(async () => {
  transport = await newTransport((app) => {
    app.all('/echo', async (request) => ({ body: request.body ?? 'nothing' }));
    app.post('/weak', async (request) => request.body);
  });
});
afterAll(() => transport.app.close());

/** Status and code, or the echoed body. */
async function post(
  headers: Record<string, string>,
  payload?: string | Buffer,
  method: 'POST' | 'PUT' = 'POST',
) {
  const response = await transport.app.inject({
    method,
    url: '/echo',
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  const body = response.json();
  return response.statusCode === 200 ? body.body : `${response.statusCode} ${body.errors[0].extensions.code}`;
}
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a body', () => {
  it.each([
    ['another charset', { 'content-type': 'application/json; charset=utf-16le' }, '{}'],
    ['a second charset', { 'content-type': 'application/json; charset=utf-8; charset=latin1' }, '{}'],
    ['a quoted other charset', { 'content-type': 'application/json; charset="iso-8859-1"' }, '{}'],
    ['no content type', {}, '{}'],
    ['text that is not empty', { 'content-type': 'text/plain' }, '{}'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=1'],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['a broken content type', { 'content-type': 'json' }, '{}'],
    ['a type that only looks like JSON', { 'content-type': 'application/jsonp' }, '{}'],
    ['gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1_000_000, 32))],
    ['several encodings', { ...JSON_TYPE, 'content-encoding': 'identity, gzip' }, '{}'],
  ])('with %s is refused with 415', async (_what, headers, payload) => {
    expect(await post(headers as Record<string, string>, payload)).toBe('415 UNSUPPORTED_MEDIA_TYPE');
  });

  it('of a request without a credential or a route has a limit of its own', async () => {
    const { app } = await newTransport(
      (routes) => {
        routes.post('/echo', async (request) => ({ body: request.body }));
      },
      { limits: { anonymousBodyLimit: 100 } },
    );
    const status = async (url: string, length: number, headers: object, chunked = false) => {
      const text = `"${'x'.repeat(length - 2)}"`;
      const payload = chunked ? Readable.from([text.slice(0, 50), text.slice(50)]) : text;
      const more = chunked ? { 'transfer-encoding': 'chunked' } : {};
      const all = { ...JSON_TYPE, ...more, ...headers };
      return (await app.inject({ method: 'POST', url, headers: all, payload })).statusCode;
    };
    const known = { authorization: 'Bearer anything' };
    expect([await status('/echo', 100, {}), await status('/echo', 101, {})]).toEqual([200, 413]);
    expect([await status('/echo', 100, {}, true), await status('/echo', 101, {}, true)]).toEqual([200, 413]);
    expect([await status('/echo', 101, known), await status('/nowhere', 101, known)]).toEqual([200, 413]);
    expect(await status('/nowhere', 100, known)).toBe(404);
    await app.close();
  });

  it('of more values than anything needs is refused', async () => {
    const { app } = await newTransport(
      (routes) => {
        routes.post('/echo', async () => ({}));
      },
      { limits: { anonymousBodyLimit: 100_000, bodyLimit: 100_000 } },
    );
    const status = async (values: number) => {
      const payload = `[${Array(values - 1)
        .fill('0')
        .join(',')}]`;
      return (await app.inject({ method: 'POST', url: '/echo', headers: JSON_TYPE, payload })).statusCode;
    };
    expect([await status(10_000), await status(10_001)]).toEqual([200, 400]);
    await app.close();
  });

  it('one byte above the limit is refused with 413, and at the limit is read', async () => {
    expect(await post(JSON_TYPE, `"${'x'.repeat(1023)}"`)).toBe('413 BODY_TOO_LARGE');
    expect(await post(JSON_TYPE, `"${'x'.repeat(1022)}"`)).toHaveLength(1022);
  });

  it('that is not strict JSON is refused with 400', async () => {
    expect(await post(JSON_TYPE, '{"a":1,"a":2}')).toBe('400 BAD_REQUEST');
    expect(await post(JSON_TYPE, '{"__proto__":{"polluted":1}}')).toBe('400 BAD_REQUEST');
    expect(await post(JSON_TYPE, '[1e999]')).toBe('400 BAD_REQUEST');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('that is refused is nowhere in the reply or the log', async () => {
    const text = canary.text;
    const watch = new CanaryWatch(canary);
    for (const [type, payload] of [
      ['application/json', `{"value":"${text}`],
      ['application/json', `${text}`],
      ['application/json', `{"${text}":1,"${text}":1}`],
      ['application/json; charset=latin1', `"${text}"`],
      [`application/json; charset=${text}`, '{}'],
      [`${text}/${text}`, '{}'],
      ['text/plain', text],
      ['application/json', `"${text.repeat(100)}"`],
    ] as const) {
      const response = await transport.app.inject({
        method: 'POST',
        url: '/echo',
        headers: { 'content-type': type },
        payload,
      });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.statusCode).toBeLessThan(500);
      watch.addResponse(payload.slice(0, 4), {
        status: response.statusCode,
        headers: response.headers as Record<string, unknown>,
        body: response.body,
      });
    }
    watch.add('log', transport.lines.join(''));
    watch.expectUnseen();

    const weak = await transport.app.inject({
      method: 'POST',
      url: '/weak',
      headers: JSON_TYPE,
      payload: `{"a":"${text}"}`,
    });
    expect(findCanary(weak.body, canary)).not.toHaveLength(0);
  });

  it.each([
    ['an empty text body, as a REST client puts it', { 'content-type': 'text/plain', 'content-length': '0' }],
    ['an empty JSON body', { ...JSON_TYPE, 'content-length': '0' }],
    ['no body', {}],
  ])('may be absent: %s', async (_what, headers) => {
    expect(await post(headers as Record<string, string>, undefined, 'PUT')).toBe('nothing');
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'of type %s is read',
    async (type) => {
      expect(await post({ 'content-type': type, 'content-encoding': 'identity' }, '{"a":"é"}')).toEqual({
        a: 'é',
      });
    },
  );
});

it('the bytes of a body are wiped once it is read, well-formed or not', async () => {
  const seen: Uint8Array[] = [];
  const texts: string[] = [];
  const app = fastify();
  registerBodyParsers(app, (_, body) => {
    seen.push(body);
    texts.push(Buffer.from(body).toString());
  });
  app.post('/', async ({ body }) => ({ body }));
  for (const payload of [`"${canary.text}"`, `"${canary.text}`]) {
    await app.inject({ method: 'POST', url: '/', headers: JSON_TYPE, payload });
  }
  expect(texts).toEqual([`"${canary.text}"`, `"${canary.text}`]);
  expect(seen.map((body) => body.every((byte) => byte === 0))).toEqual([true, true]);
  await app.close();
});
