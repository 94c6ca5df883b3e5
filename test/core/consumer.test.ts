import { checkedAddressRanges, checkedIdentity } from '../../src/core/consumer';

const SOUND = { issuer: 'https://issuer.example', audience: 'gateway', claims: { sub: 'me' } };

describe('a workload identity', () => {
  it.each<[string, object, string]>([
    ['an issuer over plain HTTP', { issuer: 'http://issuer.example' }, 'identity.issuer:https'],
    ['an issuer that is no address', { issuer: 'issuer' }, 'identity.issuer:https'],
    ['an issuer with a query', { issuer: 'https://issuer.example/?a' }, 'identity.issuer:https'],
    ['an issuer with a user', { issuer: 'https://a@issuer.example' }, 'identity.issuer:https'],
    ['no audience', { audience: '' }, 'identity.audience:length'],
    ['an audience with a control character', { audience: 'a\nb' }, 'identity.audience:length'],
    ['no claim', { claims: {} }, 'identity.claims:required'],
    ['an empty claim', { claims: { sub: '' } }, 'identity.claims:length'],
    ['a long claim', { claims: { sub: 'x'.repeat(501) } }, 'identity.claims:length'],
    [
      'too many claims',
      { claims: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`c${index}`, 'x'])) },
      'identity.claims:limit',
    ],
  ])('is refused with %s', (_, more, expected) => {
    expect(() => checkedIdentity({ ...SOUND, ...more }, 'identity')).toThrow(
      expect.objectContaining({
        violations: [expect.objectContaining({ path: expected.split(':')[0], rule: expected.split(':')[1] })],
      }),
    );
  });

  it.each([
    'https://issuer.example',
    'https://issuer.example/path',
    'http://127.0.0.1:8080',
    'http://localhost',
  ])('is accepted with the issuer %s', (issuer) => {
    expect(checkedIdentity({ ...SOUND, issuer }, 'identity')).toEqual({ ...SOUND, issuer });
  });

  it('pins claims by names that objects have anyway', () => {
    const claims = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    const { claims: kept } = checkedIdentity({ ...SOUND, claims }, 'identity');
    expect(Object.entries(kept)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });
});

describe('the address ranges of a consumer', () => {
  it.each(['', 'x', '10.0.0.0/33', '10.0.0.0/8/8', 'fe80::1%eth0', ' 10.0.0.1'])(
    'are refused with %j, by its index',
    (range) => {
      expect(() => checkedAddressRanges(['10.0.0.0/8', range], 'ranges')).toThrow(
        expect.objectContaining({
          violations: [expect.objectContaining({ path: 'ranges.1', rule: 'address' })],
        }),
      );
    },
  );

  it('are at most 50, each once', () => {
    const many = Array.from({ length: 51 }, (_, index) => `10.0.0.${index}`);
    expect(() => checkedAddressRanges(many, 'ranges')).toThrow('at most 50');
    expect(checkedAddressRanges(many.slice(1), 'ranges')).toHaveLength(50);
    expect(checkedAddressRanges(['::1', '::1'], 'ranges')).toEqual(['::1']);
  });
});
