import { isIP } from 'node:net';
import fc from 'fast-check';
import {
  AddressRange,
  AddressRanges,
  canonicalAddress,
  isLoopbackHost,
  parseAddress,
} from '../../src/core/address-range';

describe('an address range', () => {
  it.each([
    '',
    'x',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8x',
    '10.0.0.0/8/8',
    '::/129',
    '10/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '::ffff:010.0.0.0/104',
    'example.com/8',
    'fe80::1%eth0',
    'fe80::%1/64',
    ' 10.0.0.1',
  ])('is not %j', (text) => {
    expect(AddressRange.parse(text)).toBeUndefined();
  });

  it.each<[readonly string[], string, boolean]>([
    [[], '192.0.2.1', false],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['10.9.9.9/8'], '10.0.0.1', true],
    [['10.0.0.0/31'], '10.0.0.1', true],
    [['10.0.0.0/31'], '10.0.0.2', false],
    [['0.0.0.0/0'], '192.0.2.1', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['::/0'], '2001:db8::1', true],
    [['::/0'], '192.0.2.1', false],
    [['2001:db8::/32'], '2001:db8:1::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['2001:db8::/32'], '10.0.0.1', false],
    [['2001:db8::1'], '2001:DB8:0::0001', true],
    [['192.0.2.1', '10.0.0.0/8'], '10.0.0.1', true],
    [['10.0.0.0/8'], 'unknown', false],
    [['10.0.0.0/8'], '10.0.0.1%eth0', false],
    [['10.0.0.0/8'], '::ffff:10.0.0.1', true],
    [['10.0.0.0/8'], '::ffff:a00:1', true],
    [['10.0.0.0/8'], '::ffff:11.0.0.1', false],
    [['::ffff:10.0.0.0/104'], '10.0.0.1', true],
    [['::ffff:10.0.0.0/104'], '11.0.0.1', false],
    [['::ffff:10.0.0.1'], '10.0.0.1', true],
    [['no range', '10.0.0.1'], '10.0.0.1', true],
    [['no range'], '10.0.0.1', false],
  ])('%j and %s: %p', (ranges, address, expected) => {
    expect(new AddressRanges(ranges).has(address)).toBe(expected);
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['2001:db8:1:2:3:4:0:6', '2001:db8:1:2:3:4:0:6'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:FFFF:C000:0201', '192.0.2.1'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
    ['::192.0.2.1', '::c000:201'],
    ['fe80::1%eth0', undefined],
    ['0177.0.0.1', undefined],
    ['127.1', undefined],
    ['2130706433', undefined],
    ['localhost', undefined],
    ['', undefined],
  ])('%j is %j in its only form', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  it('is what the sockets of the platform take for one, apart from zones', () => {
    const pieces = ['0', '1', 'f', 'ffff', '12345', ':', '::', '.', '127', '256', '01', '1.2.3.4', '0x7f'];
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((each) => each.join('')),
      fc.ipV4(),
      fc.ipV4Extended(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
        if (isIP(text) !== 6) return;
        const [, mapped] = /^\[::ffff:(.*)\]$/.exec(new URL(`http://[${text}]`).hostname) ?? [];
        const written = mapped === undefined ? `[${canonicalAddress(text)}]` : `[::ffff:${mapped}]`;
        expect(new URL(`http://[${text}]`).hostname).toBe(written);
        expect(parseAddress(text)?.kind()).toBe(mapped === undefined ? 'ipv6' : 'ipv4');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a loopback host', () => {
  it.each(['localhost', '127.0.0.1', '127.8.8.8', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])(
    'is %s',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each([
    '',
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '127.1',
    '127.0.0.256',
    '127.0.0.1.example.com',
    'localhost.example.com',
    '[::1',
    '::2',
  ])('is not %j', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
