import {
  BadUserInput,
  Conflict,
  Forbidden,
  type GatewayError,
  KeyUnavailable,
  LimitExceeded,
  NotFound,
  RateLimited,
  StaleVersion,
  Unauthenticated,
  Unavailable,
} from '../../src/core/errors';
import { errorHandler } from '../../src/http/error-reply';
import { Log } from '../../src/log';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { newTransport, type Transport } from './transport.fixture';

const canary = newCanary();
let thrown: unknown;
let transport: Transport;

beforeAll(async () => {
  transport = await newTransport((app) => {
    app.get('/throw', async () => {
      throw thrown;
    });
    app.get('/things/:name', async () => 'thing');
    app.put('/things/:name', async () => 'thing');
    app.options('*', async () => '');
    app.post('/files/*', async () => 'file');
    app.get('/weak', async () => (thrown as Error).message);
    app.register(
      async (vendor) => {
        vendor.setErrorHandler(
          errorHandler(new Log('silent', () => {}), ({ message }) => ({ message, documentation_url: '' })),
        );
        vendor.get('/throw', async () => {
          throw thrown;
        });
      },
      { prefix: '/vendor' },
    );
  });
});
afterAll(() => transport.app.close());

const get = (url: string) => transport.app.inject({ url });

describe('an unexpected error', () => {
  it.each([
    [
      'an error with the value in message, cause and key',
      () => Object.assign(new Error(canary.text, { cause: canary.text }), { [canary.text]: canary.text }),
    ],
    [
      'an error that claims a status and headers',
      () => Object.assign(new Error(canary.text), { statusCode: 400, headers: { 'x-leak': canary.text } }),
    ],
    [
      'an error with a code of prototype names',
      () => Object.assign(new Error(canary.text), { code: 'constructor' }),
    ],
    ['a text', () => canary.text],
    ['an object', () => ({ message: canary.text })],
    ['nothing', () => undefined],
  ])('that is %s gives an incident id, which the log has too, and nothing else', async (_what, make) => {
    thrown = make();
    const before = transport.lines.length;
    const response = await get('/throw');
    const lines = transport.lines.slice(before);

    // The framework takes a route that rejects with nothing for one that has no reply.
    if (thrown !== undefined) {
      const { incidentId } = response.json().errors[0].extensions;
      expect(response.json()).toEqual({
        errors: [{ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId } }],
      });
      expect(lines.filter((line) => line.includes('"error"') && line.includes(incidentId))).toHaveLength(1);
    }
    expect(response.statusCode).toBe(500);
    new CanaryWatch(canary)
      .addResponse('response', {
        status: 500,
        headers: response.headers as Record<string, unknown>,
        body: response.body,
      })
      .add('log', lines.join(''))
      .expectUnseen();
  });

  it('would be seen by the probe if a route told it', async () => {
    thrown = new Error(canary.text);
    expect(findCanary((await get('/weak')).body, canary)).not.toHaveLength(0);
  });
});

describe('an error of ours', () => {
  const rows: readonly [number, GatewayError, Record<string, string>, object][] = [
    [401, new Unauthenticated(), { 'www-authenticate': 'Bearer' }, {}],
    [403, new Forbidden('VIEW_SECRETS'), {}, {}],
    [404, new NotFound(), {}, {}],
    [409, new Conflict('The name is taken.', 'name'), {}, { path: 'name' }],
    [409, new StaleVersion(7), {}, { currentVersion: 7 }],
    [
      400,
      BadUserInput.at('name', 'length', 'Too long.'),
      {},
      { violations: [{ path: 'name', rule: 'length', message: 'Too long.' }] },
    ],
    [400, new LimitExceeded('Too deep.'), {}, {}],
    [429, new RateLimited(13), { 'retry-after': '13' }, { retryAfterSeconds: 13 }],
    [429, new RateLimited(0), { 'retry-after': '1' }, { retryAfterSeconds: 0 }],
    [422, new KeyUnavailable('Read the key again.'), {}, {}],
    [503, new Unavailable(), { 'retry-after': '1' }, {}],
  ];
  it.each(rows)('is %i %p', async (status, error, headers, detail) => {
    thrown = error;
    const response = await get('/throw');

    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({
      errors: [{ message: error.message, extensions: { code: error.code, ...detail } }],
    });
    expect(response.headers).toMatchObject({ ...headers, 'content-type': 'application/json; charset=utf-8' });
  });

  it('takes the shape that an encapsulated prefix gives it', async () => {
    thrown = new NotFound();
    const response = await get('/vendor/throw');

    expect([response.statusCode, response.json()]).toEqual([
      404,
      { message: 'Not found.', documentation_url: '' },
    ]);
  });
});

describe('a path', () => {
  it.each([
    ['GET', '/nowhere', 404, 'NOT_FOUND', undefined],
    ['GET', '/things', 404, 'NOT_FOUND', undefined],
    ['GET', '/things/a/b', 404, 'NOT_FOUND', undefined],
    ['POST', '/things/a?b=/files/c', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, OPTIONS, PUT'],
    ['DELETE', '/files/a/b', 405, 'METHOD_NOT_ALLOWED', 'OPTIONS, POST'],
    ['GET', '/%zz', 400, 'BAD_REQUEST', undefined],
    ['QUERY' as 'GET', '/things/a', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, OPTIONS, PUT'],
    ['PROPFIND' as 'GET', '/things/a', 405, 'METHOD_NOT_ALLOWED', 'GET, HEAD, OPTIONS, PUT'],
    ['GET', `/things/${'x'.repeat(513)}`, 414, 'PATH_TOO_LONG', undefined],
  ] as const)(
    '%s %s answers %i %s as JSON, with the security headers',
    async (method, url, status, code, allow) => {
      const response = await transport.app.inject({ method, url });

      expect([response.statusCode, response.json().errors[0].extensions]).toEqual([status, { code }]);
      expect(response.headers.allow).toBe(allow);
      expect(response.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    },
  );

  it('that is unknown or malformed is not repeated, in reply or log', async () => {
    const watch = new CanaryWatch(canary);
    for (const url of [
      `/${canary.text}`,
      `/%zz${canary.text}`,
      `/things/${canary.text.repeat(20)}`,
      `/things/a?${canary.text}`,
    ]) {
      const response = await transport.app.inject({ url });
      watch.addResponse('response', {
        status: response.statusCode,
        headers: response.headers as Record<string, unknown>,
        body: response.body,
      });
    }
    watch.add('log', transport.lines.join('')).expectUnseen();
  });

  it('of 512 characters in a parameter is served', async () => {
    expect((await get(`/things/${'x'.repeat(512)}`)).body).toBe('thing');
  });
});
