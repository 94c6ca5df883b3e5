import { newCanary } from '../../support/canary';
import { startUpstream, stopUpstreams, type TestUpstream, testUpstream } from '../upstream/upstream.fixture';
import { InjectionBench, policyFor } from './injection.fixture';

let upstream: TestUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(stopUpstreams);

const canary = newCanary();
const url = (path = '/v1/users') => `http://${upstream.host}${path}`;
const bearer = { type: 'bearer', secret_ref: 'KEY' };
const keyBench = (policy: object = {}, value: string | Uint8Array = canary.text) =>
  new InjectionBench({ KEY: { value, policy: policyFor(upstream.host, policy) } });

describe('a request', () => {
  it.each<[string, object, string]>([
    ['without a secret', {}, 'auth:required'],
    [
      'whose auth sets a header that is there',
      { auth: bearer, headers: { 'X-A': 'b', Authorization: 'c' } },
      'headers[1]:duplicate',
    ],
    ['with a broken template', { auth: bearer, headers: { 'x-a': '{{secrets.KEY}' } }, 'headers[0]:template'],
    [
      'with a template in broken JSON',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":{{secrets.KEY}}}' },
      'body:json',
    ],
    [
      'with eleven secrets',
      { method: 'POST', body: Array.from({ length: 11 }, (_, i) => `{{secrets.K${i}}}`) },
      'body:length',
    ],
  ])('%s is refused', async (_what, wire, rule) => {
    const bench = keyBench();
    expect(await bench.failure({ url: url(), ...wire })).toBe(rule);
    expect([bench.asked, upstream.connections()]).toEqual([[], 0]);
  });

  it('whose query has the parameter already is refused', async () => {
    const auth = { type: 'api_key', location: 'query', key: 'api_key', secret_ref: 'KEY' };
    expect(await keyBench().failure({ url: url('/?api%5Fkey=x'), auth })).toBe('url:duplicate');
  });

  it('carries a bearer token', async () => {
    const bench = keyBench();
    const { status, body } = await bench.perform({
      url: url('/v1/users?a=b'),
      auth: bearer,
      headers: { Accept: 'x/y' },
    });
    expect([status, body.toString()]).toEqual([200, '{}']);
    expect(upstream.received[0]).toMatchObject({
      method: 'GET',
      url: '/v1/users?a=b',
      headers: {
        host: upstream.host,
        authorization: `Bearer ${canary.text}`,
        accept: 'x/y',
        'accept-encoding': 'identity',
        'user-agent': 'graphql-secrets-gateway',
      },
    });
    expect(bench.admitted).toEqual([
      {
        host: '127.0.0.1',
        port: upstream.port,
        method: 'GET',
        path: '/v1/users',
        secrets: [{ id: 'secret-KEY', name: 'KEY', version: 1, slots: ['authorization'] }],
      },
    ]);
  });

  it('carries an API key in a header', async () => {
    await keyBench().perform({ url: url(), auth: { type: 'api_key', key: 'X-API-Key', secret_ref: 'KEY' } });
    await keyBench().perform({
      url: url(),
      auth: { type: 'custom_header', key: 'X-Api-Key', secret_ref: 'KEY' },
    });
    expect(upstream.received.map(({ headers }) => headers['x-api-key'])).toEqual([canary.text, canary.text]);
  });

  it('carries an API key in the query, encoded', async () => {
    const auth = { type: 'api_key', location: 'query', key: 'api_key', secret_ref: 'KEY' };
    const value = 'a&b=c #é/?%';
    await keyBench({}, value).perform({ url: url('/v1?x=1'), auth });
    await keyBench({}, value).perform({ url: url('/v1'), auth });
    const queries = upstream.received.map((each) => new URL(each.url, 'http://x').searchParams);
    expect(queries.map((query) => query.get('api_key'))).toEqual([value, value]);
    expect(queries[0]?.get('x')).toBe('1');
  });

  it('carries basic credentials, and refuses a value that is none', async () => {
    const auth = { type: 'basic', secret_ref: 'KEY' };
    await keyBench({}, 'üser:pass:word').perform({ url: url(), auth });
    const encoded = Buffer.from('üser:pass:word').toString('base64');
    expect(upstream.received[0]?.headers.authorization).toBe(`Basic ${encoded}`);
    for (const value of ['no colon', 'user:pass\n', 'a:b:', ':abc', 'abc:abc']) {
      expect([value, await keyBench({}, value).failure({ url: url(), auth })]).toEqual([
        value,
        'VALUE_UNFIT',
      ]);
    }
  });

  it('carries templates in headers and in every kind of body', async () => {
    const value = 'a "b" & c\\d';
    const bench = keyBench({}, value);
    const wire = {
      url: url(),
      method: 'POST',
      headers: { 'X-Api-Key': 'k1={{secrets.KEY}}; k2={{ secrets.KEY }}' },
    };
    await bench.perform({ ...wire, body: { a: { b: ['<{{secrets.KEY}}>'] } } });
    const form = { ...wire.headers, 'content-type': 'application/x-www-form-urlencoded' };
    await bench.perform({ ...wire, headers: form, body: 'a=b&key={{secrets.KEY}}' });
    await bench.perform({ ...wire, body: '<{{secrets.KEY}}>' });
    const [json, fields, text] = upstream.received;
    expect(json?.headers['x-api-key']).toBe(`k1=${value}; k2=${value}`);
    expect(JSON.parse(json?.body ?? '')).toEqual({ a: { b: [`<${value}>`] } });
    expect(new URLSearchParams(fields?.body).get('key')).toBe(value);
    expect(text?.body).toBe(`<${value}>`);
    expect(bench.admitted[0]?.secrets[0]?.slots).toEqual(['x-api-key', 'body']);
    expect(bench.asked).toEqual(['KEY', 'KEY', 'KEY']);
  });

  it('carries the code of a TOTP secret, never its seed', async () => {
    const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const totp = { value: seed, type: 'TOTP', policy: policyFor(upstream.host) } as const;
    const bench = new InjectionBench({ OTP: totp }, testUpstream(), () => new Date(59_000));
    upstream.answer = ({ headers }, response) =>
      void response.end(`your code ${headers['x-api-key']} is wrong`);
    const { body } = await bench.perform({ url: url(), headers: { 'x-api-key': '{{secrets.OTP}}' } });
    expect(upstream.received[0]?.headers['x-api-key']).toBe('287082');
    expect(body.toString()).toBe('your code [REDACTED] is wrong');
    const broken = new InjectionBench({ OTP: { ...totp, value: 'no seed at all!' } });
    expect(await broken.failure({ url: url(), headers: { 'x-api-key': '{{secrets.OTP}}' } })).toBe(
      'VALUE_UNFIT',
    );
  });
});

describe('a COOKIE secret', () => {
  const auth = { type: 'cookie', secret_ref: 'JAR' };
  const jarBench = (value: string, more: object = {}) =>
    new InjectionBench(
      { JAR: { value, type: 'COOKIE', policy: policyFor(upstream.host), ...more } },
      testUpstream(),
      () => new Date('2026-06-01T00:00:00Z'),
    );
  const jar = JSON.stringify([
    { name: 'session', value: 'a-long-session-value', domain: '127.0.0.1', path: '/v1' },
    { name: 'theme', value: '1' },
    { name: 'elsewhere', value: 'x', domain: '.example.com' },
    { name: 'expired', value: 'x', expirationDate: 1 },
    { name: 'secure', value: 'x', secure: true },
    { name: 'admin', value: 'x', path: '/admin' },
  ]);

  it('goes as the cookies that are for the URL, and does not come back', async () => {
    upstream.answer = ({ headers }, response) =>
      void response.end(`1 ${headers.cookie} "a-long-session-value"`);
    const { body } = await jarBench(jar).perform({ url: url(), auth });
    expect(upstream.received[0]?.headers.cookie).toBe('session=a-long-session-value; theme=1');
    expect(body.toString()).toBe('1 [REDACTED] "[REDACTED]"');
  });

  it.each<[string, string, object, object]>([
    ['with no cookie for the URL', '[{"name":"a","value":"long","domain":"example.com"}]', {}, {}],
    ['with a line end in a cookie', '[{"name":"a","value":"b\\r\\nx-injected: yes"}]', {}, {}],
    ['with a second cookie in a cookie', '[{"name":"a","value":"b; admin=1"}]', {}, {}],
    ['that is none', 'word', {}, {}],
    ['by another auth', jar, {}, { auth: { ...auth, type: 'bearer' } }],
    ['by a template', jar, {}, { auth: null, headers: { 'x-api-key': '{{secrets.JAR}}' } }],
    ['of another type', 'a=long', { type: 'KEY_VALUE' }, {}],
  ])('%s goes nowhere', async (_what, value, more, wire) => {
    expect(await jarBench(value, more).failure({ url: url(), auth, ...wire })).toBe('VALUE_UNFIT');
    expect(upstream.connections()).toBe(0);
  });

  it('whose policy does not name the Cookie header goes nowhere', async () => {
    const policy = policyFor(upstream.host, { slots: ['authorization'] });
    expect(await jarBench(jar, { policy }).failure({ url: url(), auth })).toBe('USE_REFUSED');
  });
});
