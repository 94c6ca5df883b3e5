import type { IncomingMessage } from 'node:http';
import { clientOf, requestIdOf, TrustedProxies } from '../../src/http/origin';
import { newTransport } from './transport.fixture';

const RANGES = ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'];

/** A request from a socket's peer with headers. */
function from(
  remoteAddress: string | undefined,
  headers: Record<string, string | string[]> = {},
): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}
const addressOf = (peer: string | undefined, forwarded?: string | string[]) =>
  new TrustedProxies(RANGES).addressOf(
    from(peer, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  );

describe('the address of a caller', () => {
  it.each([
    ['a peer that is no proxy claims another', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['a caller claims hops to the left', '10.1.1.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['a caller claims to be a proxy', '10.1.1.1', '10.9.9.9, 198.51.100.1', '198.51.100.1'],
    ['a hop is no address', '10.1.1.1', '198.51.100.1, <script>', '10.1.1.1'],
    ['the header is empty', '10.1.1.1', '', '10.1.1.1'],
    ['there is no header', '10.1.1.1', undefined, '10.1.1.1'],
    ['there are several proxies', '10.1.1.1', '198.51.100.1, 192.0.2.7, 10.2.2.2', '198.51.100.1'],
    ['every hop is a proxy', '10.1.1.1', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
    ['the header came twice', '10.1.1.1', ['1.1.1.1', '198.51.100.1'], '198.51.100.1'],
    ['a hop has a port', '10.1.1.1', '198.51.100.1:5555', '198.51.100.1'],
    ['a hop is IPv6 with a port', '2001:db8::1', '[2001:DB9::5]:443', '2001:db9::5'],
    ['the socket is dual-stack', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['the proxy is on a dual-stack socket', '::ffff:10.1.1.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['the address has a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['the socket is gone', undefined, '198.51.100.1', 'unknown'],
  ] as const)('when %s', (_what, peer, forwarded, expected) => {
    expect(addressOf(peer, forwarded as string | string[] | undefined)).toBe(expected);
  });

  it('is read from a bounded number of hops', () => {
    expect(addressOf('10.1.1.1', `198.51.100.1${', 10.2.2.2'.repeat(5_000)}`)).toBe('10.2.2.2');
  });
});

describe('HTTPS', () => {
  it.each([
    ['203.0.113.9', 'https', false],
    ['10.1.1.1', 'http', false],
    ['10.1.1.1', 'https, http', false],
    ['10.1.1.1', 'http, https', true],
    ['10.1.1.1', 'HTTPS', true],
  ])('from %s with %s is %s', (peer, proto, expected) => {
    expect(new TrustedProxies(RANGES).isHttps(from(peer, { 'x-forwarded-proto': proto }))).toBe(expected);
  });

  it('of the own socket counts', () => {
    const request = { socket: { remoteAddress: '203.0.113.9', encrypted: true }, headers: {} };
    expect(new TrustedProxies([]).isHttps(request as unknown as IncomingMessage)).toBe(true);
  });
});

describe('a request id', () => {
  it.each([
    'short',
    'a'.repeat(37),
    'sgw_svc_a-token-in-the-wrong-header',
    'correct.horse.battery.staple',
    'has space1',
    'line\nbreak1',
    'ünicode-1',
    '<script>1',
    ['twice-12345', 'b'],
  ])('of the caller that is %j is replaced by ours', (given) => {
    expect(requestIdOf(from('::1', { 'x-request-id': given }))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('of the caller that is well-formed is kept and echoed', async () => {
    const { app } = await newTransport((each) => each.get('/', async (request) => request.origin));
    const response = await app.inject({ url: '/', headers: { 'x-request-id': '4bf92f35-77b34DA6' } });

    expect(response.headers['x-request-id']).toBe('4bf92f35-77b34DA6');
    expect(response.json()).toMatchObject({ requestId: '4bf92f35-77b34DA6', address: '127.0.0.1' });
    expect((await app.inject({ url: '/' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    await app.close();
  });
});

describe('the program of a caller', () => {
  it.each([
    ['curl/8.5.0', 'curl/8.5.0'],
    ['GitHub CLI 2.46.0', 'GitHub CLI 2.46.0'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0', 'Mozilla/5.0'],
    ['HashiCorp Terraform/1.9.0 (+https://www.terraform.io)', 'HashiCorp Terraform/1.9.0'],
    ['python-requests/2.31.0', 'python-requests/2.31.0'],
    ['node', 'node'],
    ['', undefined],
    [' ', undefined],
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', undefined],
    ['sk-live-4eC39HqLyjWDarjtT1zdp7dc', undefined],
    ['hunter2', undefined],
    ['curl/8.5.0-4eC39HqLyjWDarjtT1zdp7dc', undefined],
    [`curl/${'9'.repeat(100)}`, undefined],
    ['a'.repeat(10_000), undefined],
  ])('that calls itself %j', (agent, expected) => {
    expect(clientOf({ headers: { 'user-agent': agent } })).toBe(expected);
  });

  it('is what Apollo clients say, unless that is no name', () => {
    const headers = { 'user-agent': 'Mozilla/5.0', 'apollographql-client-version': '1.2' };
    expect(clientOf({ headers: { ...headers, 'apollographql-client-name': 'console' } })).toBe('console/1.2');
    expect(clientOf({ headers: { ...headers, 'apollographql-client-name': 'x9$' } })).toBe('Mozilla/5.0');
    expect(clientOf({ headers: {} })).toBeUndefined();
  });
});
