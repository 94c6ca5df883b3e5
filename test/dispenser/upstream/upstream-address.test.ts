import {
  AddressRule,
  isLoopbackAddress,
  NetworkFormatError,
} from '../../../src/dispenser/upstream/upstream-address';

const PUBLIC = new AddressRule({ allowLoopback: false, allowedNetworks: [] });

describe('an address', () => {
  it.each([
    ['this host', '0.0.0.0'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.0.1'],
    ['a carrier’s network', '100.64.0.1'],
    ['the metadata of Alibaba Cloud', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.0.1'],
    ['the metadata of most clouds', '169.254.169.254'],
    ['the metadata of Azure', '168.63.129.16'],
    ['the metadata of Oracle Cloud', '192.0.0.192'],
    ['documentation', '203.0.113.7'],
    ['a benchmark', '198.19.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['IPv6 loopback', '::1'],
    ['IPv6 link-local', 'fe80::1'],
    ['IPv6 link-local with a zone', 'fe80::1%eth0'],
    ['a global one with a zone', '2a00::1%eth0'],
    ['unique local', 'fc00::1'],
    ['the metadata of AWS', 'fd00:ec2::254'],
    ['site-local', 'fec0::1'],
    ['IPv6 multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['discard-only', '100::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['mapped loopback at length', '0:0:0:0:0:ffff:7f00:0001'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-compatible and public', '::8.8.8.8'],
    ['translated loopback', '64:ff9b::127.0.0.1'],
    ['translated metadata', '64:ff9b::a9fe:a9fe'],
    ['locally translated', '64:ff9b:1::7f00:1'],
    ['translated by SIIT', '::ffff:0:7f00:1'],
    ['6to4 of loopback', '2002:7f00:1::'],
    ['6to4 of a private network', '2002:a00:1::1'],
    ['Teredo', '2001:0:7f00:1::'],
    ['ORCHID', '2001:20::1'],
    ['not assigned', '4000::1'],
    ['no address', 'localhost'],
    ['no address', ''],
    ['a short form', '127.1'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.1'],
  ])('that is %s (%s) is refused', (_what, address) => {
    expect(PUBLIC.allows(address)).toBe(false);
  });

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '169.253.255.255',
    '192.0.1.1',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2a00:1450::1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('%s is public and allowed', (address) => {
    expect(PUBLIC.allows(address)).toBe(true);
  });

  it('of this machine is allowed when loopback is, and no other with it', () => {
    const rule = new AddressRule({ allowLoopback: true, allowedNetworks: [] });
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((address) => rule.allows(address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['10.0.0.1', '169.254.169.254', '0.0.0.0', '::'].map((address) => rule.allows(address))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('of a listed network is allowed, also when it is mapped, and its neighbours are not', () => {
    const rule = new AddressRule({
      allowLoopback: false,
      allowedNetworks: ['10.1.0.0/16', 'fd12:3456::/32'],
    });
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12:3456::1'].map((address) => rule.allows(address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['10.2.0.1', 'fd12:3457::1', '127.0.0.1'].map((address) => rule.allows(address))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '::/129',
    'example.com/8',
    '10/8',
    'fe80::%1/64',
    '10.0.0.0/8x',
  ])('list of networks with %j is refused', (network) => {
    expect(() => new AddressRule({ allowLoopback: false, allowedNetworks: [network] })).toThrow(
      NetworkFormatError,
    );
  });

  it('is loopback in every spelling of it', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', '::ffff:7f00:1'].map(isLoopbackAddress)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['128.0.0.1', '::', '::2', 'localhost', '::ffff:8.8.8.8'].some(isLoopbackAddress)).toBe(false);
  });
});
