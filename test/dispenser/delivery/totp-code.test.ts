import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { Plaintext } from '../../../src/core/plaintext';
import { DeliveryError } from '../../../src/dispenser/delivery/delivery.error';
import { totpCode } from '../../../src/dispenser/delivery/totp-code';
import { base32 } from './totp.fixture';

/** RFC 4226 §5.3 and RFC 6238 §4.2, written down a second time: what the vectors are for when a seed is not theirs. */
function independentCode(
  seed: string,
  seconds: number,
  { period = 30, digits = 6, algorithm = 'sha1' } = {},
) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / period)));
  const mac = createHmac(algorithm, seed).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 0xf) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

const at = (seconds: number) => new Date(seconds * 1000);
const codeOf = (text: string, seconds: number) => totpCode(Plaintext.ofText(text), at(seconds)).code;

// RFC 6238, appendix B: the seed is as long as the hash.
const SEEDS = {
  SHA1: '12345678901234567890',
  SHA256: '12345678901234567890123456789012',
  SHA512: '1234567890123456789012345678901234567890123456789012345678901234',
};
const VECTORS: readonly (readonly [number, string, string, string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
];

describe('the code of a TOTP secret', () => {
  it.each([
    ['nothing', ''],
    ['a word', 'hunter2 hunter2'],
    ['a seed that is too short', 'GEZDGNBVGY3TQOJ'],
    ['another kind of one-time password', 'otpauth://hotp/x?secret=GEZDGNBVGY3TQOJQ&counter=1'],
    ['an address without a seed', 'otpauth://totp/x'],
    ['an unknown algorithm', 'otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&algorithm=MD5'],
    ['nine digits', 'otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&digits=9'],
    ['a period of nothing', 'otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&period=0'],
  ])('is not made from %s, and the error does not quote it', (_what, text) => {
    const make = () => codeOf(text, 59);
    expect(make).toThrow(DeliveryError);
    expect(make).toThrow('the value of a TOTP secret is no seed');
  });

  describe.each(VECTORS)('of RFC 6238 at %i', (seconds, sha1, sha256, sha512) => {
    it.each([
      ['SHA1', sha1],
      ['SHA256', sha256],
      ['SHA512', sha512],
    ] as const)('with %s is as in its appendix B', (algorithm, expected) => {
      const seed = base32(SEEDS[algorithm]);
      const uri = `otpauth://totp/Example:alice?secret=${seed}&algorithm=${algorithm}&digits=8&period=30`;
      expect(codeOf(uri, seconds)).toBe(expected);
      expect(independentCode(SEEDS[algorithm], seconds, { digits: 8, algorithm })).toBe(expected);
    });
  });

  it.each([
    ['a bare seed', base32(SEEDS.SHA1)],
    ['a seed in groups', base32(SEEDS.SHA1).replace(/.{4}/g, '$& ').trim()],
    [
      'a seed in lower case with hyphens',
      base32(SEEDS.SHA1)
        .toLowerCase()
        .replace(/.{4}(?=.)/g, '$&-'),
    ],
    ['a seed with a line end', `${base32(SEEDS.SHA1)}\n`],
    ['an address that says nothing more', `otpauth://totp/x?secret=${base32(SEEDS.SHA1)}`],
    ['an address without a label', `otpauth://totp/?secret=${base32(SEEDS.SHA1)}`],
    [
      'an address with an issuer',
      `OTPAUTH://TOTP/A:b@c?issuer=A&secret=${base32(SEEDS.SHA1)}&algorithm=sha1`,
    ],
  ])('has six digits of SHA-1 every 30 seconds, from %s', (_what, text) => {
    expect(totpCode(Plaintext.ofText(text), at(59))).toEqual({ code: '287082', period: 30, remaining: 1 });
  });

  it.each([
    [0, 30],
    [29.999, 1],
    [30, 30],
    [31, 29],
  ])('at %d seconds holds %d seconds more', (seconds, remaining) => {
    expect(totpCode(Plaintext.ofText(base32(SEEDS.SHA1)), at(seconds)).remaining).toBe(remaining);
  });

  it('follows a period and a seed with padding of their own', () => {
    const seed = 'seventeen bytes!!';
    const uri = `otpauth://totp/x?secret=${base32(seed)}====&period=60&digits=7&algorithm=SHA512`;
    expect(codeOf(uri, 1_700_000_000)).toBe(
      independentCode(seed, 1_700_000_000, { period: 60, digits: 7, algorithm: 'sha512' }),
    );
  });

  it('comes without its seed', () => {
    const seed = base32(SEEDS.SHA1);
    const given = totpCode(Plaintext.ofText(seed), at(59));
    expect(inspect(given, { showHidden: true, depth: null })).not.toContain(seed.slice(0, 8));
    expect(Object.keys(given)).toEqual(['code', 'period', 'remaining']);
  });
});
