import { addressKey, isFailure, isFailureStatus, principalKey } from '../../src/core/rate';

describe('what an address is counted under', () => {
  it.each([
    ['192.0.2.1', 'address:192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
    ['2001:db8:1:2::', 'address:2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', 'address:2001:db8:1:2::/64'],
    ['2001:db8::1', 'address:2001:db8:0:0::/64'],
    ['::1', 'address:0:0:0:0::/64'],
    ['::', 'address:0:0:0:0::/64'],
    ['1::', 'address:1:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', 'address:64:ff9b:0:0::/64'],
    ['unknown', 'address:unknown'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('is never what a principal is counted under', () => {
    expect(principalKey('svc-1')).toBe('principal:svc-1');
    expect(principalKey('unknown')).not.toBe(addressKey('unknown'));
  });
});

describe('an error', () => {
  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'LIMIT_EXCEEDED', 'GRAPHQL_VALIDATION_FAILED'])(
    '%s is the caller’s failure',
    (code) => {
      expect(isFailure(code)).toBe(true);
    },
  );

  it.each(['NOT_FOUND', 'CONFLICT', 'STALE_VERSION', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL_SERVER_ERROR'])(
    '%s is not',
    (code) => {
      expect(isFailure(code)).toBe(false);
    },
  );

  it.each([
    [400, true],
    [401, true],
    [403, true],
    [413, true],
    [422, true],
    [200, false],
    [404, false],
    [409, false],
    [429, false],
    [500, false],
    [503, false],
  ])('of status %i is one: %s', (status, isOne) => {
    expect(isFailureStatus(status)).toBe(isOne);
  });
});
