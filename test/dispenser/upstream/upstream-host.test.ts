import { get } from 'node:http';
import tls from 'node:tls';
import { request as undiciRequest } from 'undici';
import type { UpstreamOptions } from '../../../src/dispenser/upstream/upstream-client';
import { takeRefusals } from '../../support/network';
import { selfSigned } from './certificate.fixture';
import { outcome, SHORT_LIMITS, startUpstream, stopUpstreams, to } from './upstream.fixture';

afterEach(stopUpstreams);

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
    const request = to(server.port, { scheme: 'https', host: 'api.example.com' });
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
    expect(await outcome(to(server.port, { scheme: 'https', host }), { allowLoopback: false })).toBe(
      'ADDRESS_REFUSED',
    );
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
    expect(await outcome(to(1, { host: 'slow.example' }), { resolve: never, limits: SHORT_LIMITS })).toBe(
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

  it('is checked even where the environment turns that off', async () => {
    const connect = jest.spyOn(tls, 'connect');
    try {
      expect(await reach('api.example.com', {})).toEqual(['UPSTREAM_UNREACHABLE', 0]);
      // NODE_TLS_REJECT_UNAUTHORIZED is what counts when this is undefined.
      expect(connect.mock.calls.map(([options]) => options)).toMatchObject([{ rejectUnauthorized: true }]);
    } finally {
      connect.mockRestore();
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
