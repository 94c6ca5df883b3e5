import { checkedAddressRanges, isWithinRanges } from '../../src/services/address-ranges';

describe('address ranges', () => {
  it.each([
    '',
    'x',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    '10.0.0/8',
    'fe80::1%eth0',
    ' 10.0.0.1',
  ])('are refused with %p', (range) => {
    expect(() => checkedAddressRanges(['10.0.0.0/8', range], 'ranges')).toThrow(
      expect.objectContaining({
        violations: [expect.objectContaining({ path: 'ranges.1', rule: 'address' })],
      }),
    );
  });

  it('are at most 50, each once', () => {
    const many = Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`);
    expect(() => checkedAddressRanges(many, 'ranges')).toThrow('at most 50');
    expect(checkedAddressRanges(many.slice(1), 'ranges')).toHaveLength(50);
    expect(checkedAddressRanges(['::1', '::1'], 'ranges')).toEqual(['::1']);
  });

  it.each<[readonly string[], string, boolean]>([
    [[], '192.0.2.1', true],
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['2001:db8::/32'], '2001:db8:1::1', true],
    [['2001:db8::/32'], '10.0.0.1', false],
    [['10.0.0.0/8'], 'unknown', false],
  ])('%p and %s: %p', (ranges, address, expected) => {
    expect(isWithinRanges(ranges, address)).toBe(expected);
  });
});
