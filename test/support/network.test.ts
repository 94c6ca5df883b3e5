import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { REFUSED_CODE, takeRefusals } from './network';

/** 192.0.2.0/24 and 2001:db8::/32 are reserved for documentation: nothing answers there. */
const ELSEWHERE = '192.0.2.1';

describe('a test that reaches out', () => {
  afterEach(() => expect(takeRefusals()).not.toEqual([]));

  it.each<[string, () => NodeJS.EventEmitter]>([
    ['a socket to an address', () => net.connect(9, ELSEWHERE)],
    ['a socket to an IPv6 address', () => net.connect({ port: 9, host: '2001:db8::1' })],
    [
      'a socket to an IPv4 address written as IPv6',
      () => net.connect({ port: 9, host: `::ffff:${ELSEWHERE}` }),
    ],
    ['a socket made first and connected later', () => new net.Socket().connect(9, ELSEWHERE)],
    ['a socket to a name', () => net.connect({ port: 9, host: 'registry.example' })],
    ['a name that begins like loopback', () => net.connect({ port: 9, host: '127.0.0.1.registry.example' })],
    ['a name that the caller resolves to elsewhere', () => net.connect(resolvedTo(ELSEWHERE))],
    [
      'localhost, resolved by the caller to elsewhere',
      () => net.connect({ ...resolvedTo(ELSEWHERE), host: 'localhost' }),
    ],
    ['TLS', () => tls.connect({ port: 443, host: ELSEWHERE })],
    ['HTTP', () => http.get(`http://${ELSEWHERE}/`)],
    ['HTTP/2', () => http2.connect(`http://${ELSEWHERE}/`)],
  ])('is refused: %s', async (_, connect) => {
    const error = await new Promise((resolve) => connect().once('error', resolve));
    expect(error).toMatchObject({
      code: REFUSED_CODE,
      message: expect.stringContaining('only the loopback'),
    });
  });

  it('is refused: fetch', async () => {
    const error = await fetch(`http://${ELSEWHERE}/`).catch((reason: Error) => reason);
    expect(error).toMatchObject({ cause: { code: REFUSED_CODE } });
  });

  it.each<[string, (done: (error: unknown) => void) => unknown]>([
    ['lookup', (done) => dns.lookup('registry.example', done)],
    ['lookup of all addresses', (done) => dns.lookup('registry.example', { all: true }, done)],
    ['resolve4', (done) => dns.resolve4('registry.example', done)],
    ['a resolver of its own', (done) => new dns.Resolver().resolveTxt('registry.example', done)],
    ['lookup as a promise', (done) => dns.promises.lookup('registry.example').catch(done)],
    ['resolve as a promise', (done) => dns.promises.resolve('registry.example').catch(done)],
    [
      'a resolver of promises',
      (done) => new dns.promises.Resolver().resolve4('registry.example').catch(done),
    ],
  ])('is refused a name: %s', async (_, look) => {
    expect(await new Promise((resolve) => look(resolve))).toMatchObject({ code: REFUSED_CODE });
  });

  it('is refused a datagram', () => {
    const socket = dgram.createSocket('udp4');
    expect(() => socket.send('hello', 53, ELSEWHERE)).toThrow('only the loopback');
    socket.close();
  });
});

// The positive control: the same calls succeed when somebody listens on this machine.
describe('a test that stays on the machine', () => {
  const server = http.createServer((_, response) => response.end('here'));
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());
  afterEach(() => expect(takeRefusals()).toEqual([]));

  it.each<[string, () => net.Socket]>([
    ['an address', () => net.connect(port, '127.0.0.1')],
    ['no host', () => net.connect(port)],
    ['localhost', () => net.connect({ port, host: 'localhost' })],
    ['a name that the caller resolves to loopback', () => net.connect({ ...resolvedTo('127.0.0.1'), port })],
  ])('connects to %s', async (_, connect) => {
    const socket = connect();
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    expect(socket.remotePort).toBe(port);
    socket.destroy();
  });

  it('fetches', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(await response.text()).toBe('here');
  });

  it('looks up localhost', async () => {
    expect(['127.0.0.1', '::1']).toContain((await dns.promises.lookup('localhost')).address);
  });
});

it('a refusal that the code under test swallows is still known afterwards', async () => {
  await fetch(`http://${ELSEWHERE}:8080/`).catch(() => undefined);
  expect(takeRefusals()).toEqual([`${ELSEWHERE}:8080`]);
  expect(takeRefusals()).toEqual([]);
});

function resolvedTo(address: string): net.TcpNetConnectOpts {
  return {
    port: 9,
    host: 'registry.example',
    lookup: (_hostname, options, callback) =>
      options.all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4),
  };
}
