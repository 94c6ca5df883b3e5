import { expectNoCanary, newCanary } from '../../support/canary';
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

describe('a secret', () => {
  it('that does not exist is not found: nothing is opened, recorded or sent', async () => {
    const bench = keyBench();
    expect(await bench.failure({ url: url(), auth: { type: 'bearer', secret_ref: 'OTHER' } })).toBe(
      'SECRET_NOT_FOUND',
    );
    expect(await bench.failure({ url: url(), auth: bearer, headers: { a: '{{secrets.constructor}}' } })).toBe(
      'SECRET_NOT_FOUND',
    );
    expect([bench.opened, bench.admitted, upstream.connections()]).toEqual([[], [], 0]);
  });

  it('without a policy goes nowhere', async () => {
    const bench = new InjectionBench({ KEY: { value: canary.text } });
    expect(await bench.failure({ url: url(), auth: bearer })).toBe('USE_REFUSED');
    expect([bench.opened, bench.admitted, upstream.connections()]).toEqual([[], [], 0]);
  });

  it.each<[string, Record<string, string>]>([
    ['that steers a server behind the host', { 'X-Override-Path': '/admin' }],
    ['that only this host knows', { 'x-tenant': 'other' }],
    ['that differs from a slot in an underscore', { x_api_key: 'b' }],
    ['that carries credentials of the caller', { proxy_authorization: 'b' }],
  ])('does not go beside a header %s', async (_what, headers) => {
    const bench = keyBench();
    expect(await bench.failure({ url: url(), auth: bearer, headers })).toMatch(
      /^(?:USE_REFUSED|headers\[0\]:forbidden)$/,
    );
    expect([bench.opened, bench.admitted, upstream.connections()]).toEqual([[], [], 0]);
  });

  it('goes beside a header that is everyday or a slot of its policy', async () => {
    const bench = keyBench({ slots: ['authorization', 'x-tenant'] });
    const headers = { 'x-tenant': 'own', accept: 'text/plain', 'Api-Version': '2', 'idempotency-key': 'k' };
    await bench.perform({ url: url(), auth: bearer, headers });
    expect(upstream.connections()).toBe(1);
  });

  it('goes beside a header only if each other secret of the request allows it too', async () => {
    const bench = new InjectionBench({
      KEY: { value: canary.text, policy: policyFor(upstream.host, { slots: ['authorization', 'x-tenant'] }) },
      OTHER: { value: newCanary().text, policy: policyFor(upstream.host) },
    });
    const wire = {
      url: url(),
      auth: bearer,
      headers: { 'x-tenant': 'own', 'x-api-key': '{{secrets.OTHER}}' },
    };
    expect(await bench.failure(wire)).toBe('USE_REFUSED');
    expect(upstream.connections()).toBe(0);
  });

  it.each<[string, object, object, RegExp]>([
    ['another host', { hosts: ['api.example.com'] }, {}, /host/],
    ['the host at another port', { hosts: ['127.0.0.1'] }, {}, /host/],
    ['another method', { methods: ['POST'] }, {}, /method/],
    ['another path', { pathPrefixes: ['/v2'] }, {}, /path/],
    ['a path that begins alike', { pathPrefixes: ['/v1/use'] }, {}, /path/],
    ['another header', { slots: ['x-api-key'] }, {}, /place/],
    [
      'a header for auth, not for a template',
      { slots: ['authorization'] },
      { auth: null, headers: { 'x-a': '{{secrets.KEY}}' } },
      /place/,
    ],
    [
      'a header, not the query',
      { slots: ['api_key'] },
      { auth: { type: 'api_key', location: 'query', key: 'api_key', secret_ref: 'KEY' } },
      /place/,
    ],
    [
      'another parameter',
      { slots: ['query:key'] },
      { auth: { type: 'api_key', location: 'query', key: 'api_key', secret_ref: 'KEY' } },
      /place/,
    ],
    [
      'a header, not the body',
      { slots: ['authorization'] },
      { method: 'POST', body: { a: '{{secrets.KEY}}' } },
      /place/,
    ],
    [
      'a method for which the body asks',
      { methods: ['GET'] },
      { method: 'POST', body: '{{secrets.KEY}}' },
      /method/,
    ],
  ])('whose policy names %s goes nowhere', async (_what, policy, wire, reason) => {
    const bench = keyBench(policy);
    await expect(bench.perform({ url: url(), auth: bearer, ...wire })).rejects.toMatchObject({
      failure: 'USE_REFUSED',
      status: 403,
      message: expect.stringMatching(reason),
      subject: { secretId: 'secret-KEY' },
    });
    expect([bench.opened, bench.admitted, upstream.connections()]).toEqual([[], [], 0]);
  });

  it('goes nowhere together with one that may not', async () => {
    const bench = new InjectionBench({
      KEY: { value: canary.text, policy: policyFor(upstream.host) },
      OTHER: { value: canary.text, policy: policyFor('other.example') },
    });
    const wire = { url: url(), auth: bearer, headers: { 'x-api-key': '{{secrets.OTHER}}' } };
    expect(await bench.failure(wire)).toBe('USE_REFUSED');
    expect([bench.opened, upstream.connections()]).toEqual([[], 0]);
  });

  it('is neither opened nor sent when its use cannot be recorded', async () => {
    const bench = keyBench();
    bench.admit = async () => {
      throw new Error('the audit is down');
    };
    await expect(bench.perform({ url: url(), auth: bearer })).rejects.toThrow('the audit is down');
    expect([bench.opened, upstream.connections()]).toEqual([[], 0]);
  });

  it.each<[string, string | Uint8Array]>([
    ['a line end', 'value\r\nx-injected: yes'],
    ['a line end behind', 'value\n'],
    ['a NUL', 'val\0ue'],
    ['a character beyond ASCII', 'välue'],
    ['a space in front', ' value'],
    ['bytes that are no text', Buffer.from('value\xff', 'latin1')],
    ['three characters', 'abc'],
    ['three characters of four bytes', '😀😀😀'],
    ['16 KB and one byte', 'x'.repeat(16 * 1024 + 1)],
  ])('with %s does not go into a header', async (_what, value) => {
    const bench = keyBench({}, value);
    expect(await bench.failure({ url: url(), auth: bearer })).toBe('VALUE_UNFIT');
    expect(await bench.failure({ url: url(), headers: { 'x-api-key': 'k={{secrets.KEY}}' } })).toBe(
      'VALUE_UNFIT',
    );
    expect(upstream.connections()).toBe(0);
  });

  it('of four characters does', async () => {
    await keyBench({}, 'abcd').perform({ url: url(), auth: bearer });
    expect(upstream.received[0]?.headers.authorization).toBe('Bearer abcd');
  });
});

describe('an error', () => {
  it('of a connection says nothing of the value, whatever the upstream server does with it', async () => {
    const bench = new InjectionBench(
      { KEY: { value: canary.text, policy: policyFor(upstream.host) } },
      testUpstream({ limits: { connectMs: 300, totalMs: 300, headerBytes: 1024, bodyBytes: 100 } }),
    );
    const answers: TestUpstream['answer'][] = [
      ({ headers }, response) =>
        response.socket?.end(`HTTP/1.1 200 ${headers.authorization}\r\n: ${headers.authorization}\r\n\r\n`),
      ({ headers }, response) => response.socket?.end(`${headers.authorization}\r\n\r\n`),
      ({ headers }, response) => response.end(`${headers.authorization}`.repeat(10)),
      ({ headers }, response) => response.setHeader('x', `${headers.authorization}`.repeat(30)).end(),
      ({ headers }, response) => response.setHeader('content-encoding', `${headers.authorization}`).end('x'),
      ({ headers }, response) => response.setHeader('content-encoding', 'gzip').end(headers.authorization),
      ({ headers }, response) => void response.write(headers.authorization),
      ({ headers }, response) => response.write(headers.authorization, () => response.destroy()),
    ];
    const failures: string[] = [];
    for (const answer of answers) {
      upstream.answer = answer;
      const error = await bench.perform({ url: url(), auth: bearer }).catch((thrown: unknown) => thrown);
      const { failure, message, stack, cause } = error as Error & { failure: string };
      failures.push(failure);
      expectNoCanary('an error', JSON.stringify([{ ...(error as object) }, message, stack, cause]), [canary]);
    }
    expect(failures).toEqual([
      'UPSTREAM_MALFORMED',
      'UPSTREAM_MALFORMED',
      'UPSTREAM_TOO_LARGE',
      'UPSTREAM_TOO_LARGE',
      'UPSTREAM_MALFORMED',
      'UPSTREAM_MALFORMED',
      'UPSTREAM_TIMEOUT',
      'UPSTREAM_UNREACHABLE',
    ]);
    expect(upstream.received).toHaveLength(answers.length);
  });
});
