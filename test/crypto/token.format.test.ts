import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { isPresentableToken, mintToken, tokenDigest } from '../../src/crypto/token.format';
import { failureOf, toHex } from './keys.fixture';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KNOWN = 'sgw_svc_000000000000000000000000000000000t4qzh';

/** What a scanner for leaked tokens checks, written down a second time. */
function isWellFormedToken(text: string): boolean {
  const [, body, check] = /^(sgw_(?:svc|usr)_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(text) ?? [];
  if (body === undefined || check === undefined) return false;
  const number = [...check].reduce((sum, character) => sum * 62 + BASE62.indexOf(character), 0);
  return number === crc32(body);
}

describe('a token', () => {
  test.each(['svc', 'usr'] as const)('with any one character changed is not well-formed (%s)', (kind) => {
    const token = mintToken(kind);
    for (let at = 0; at < token.length; at++) {
      for (const other of ['0', 'z', '_', 'é', ' ']) {
        if (other === token[at]) continue;
        expect(isWellFormedToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
      }
    }
    expect(isWellFormedToken(token)).toBe(true);
  });

  test('of another length, kind, case or with something around it is not well-formed', () => {
    const token = mintToken('svc');
    const others = ['', token.slice(1), token.slice(0, -1), `${token}0`, ` ${token}`, `${token}\n`];
    others.push(token.toUpperCase(), token.replace('svc', 'usr'), token.replace('svc', 'abc'));
    for (const other of others) expect(isWellFormedToken(other)).toBe(false);
    expect(isWellFormedToken(token)).toBe(true);
  });

  test('has a fixed prefix and 38 characters of base62', () => {
    expect(mintToken('svc')).toMatch(/^sgw_svc_[0-9A-Za-z]{38}$/);
    expect(mintToken('usr')).toMatch(/^sgw_usr_[0-9A-Za-z]{38}$/);
  });

  test('has more than 160 random bits, every character equally likely at every position', () => {
    const count = 6200;
    const bodies = Array.from({ length: count }, () => mintToken('svc').slice(8, 40));
    expect(new Set(bodies).size).toBe(count);
    const counts = (texts: string[]) => {
      const seen = new Map<string, number>([...BASE62].map((character) => [character, 0]));
      for (const character of texts.join('')) seen.set(character, seen.get(character)! + 1);
      return [...seen.values()];
    };
    const chiSquare = (seen: number[]) => {
      const expected = seen.reduce((sum, each) => sum + each, 0) / 62;
      return seen.reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
    };
    // 61 degrees of freedom: above 150 happens once in more than 10^8 runs; `% 62` of a byte gives thousands.
    expect(chiSquare(counts(bodies))).toBeLessThan(150);
    const biased = createHash('shake128', { outputLength: 32 * count }).digest();
    expect(chiSquare(counts([...biased].map((byte) => BASE62[byte % 62]!)))).toBeGreaterThan(1000);
    for (let at = 0; at < 32; at++)
      expect(chiSquare(counts(bodies.map((body) => body[at]!)))).toBeLessThan(150);
    expect(32 * Math.log2(62)).toBeGreaterThan(160);
  });

  test('has the checksum of zip over everything before it', () => {
    expect(isWellFormedToken(KNOWN)).toBe(true);
  });
});

describe('the digest of a token', () => {
  test.each([
    ['31 characters', 'x'.repeat(31)],
    ['513 characters', 'x'.repeat(513)],
    ['a space', `${'x'.repeat(32)} `],
    ['a line feed', `${'x'.repeat(32)}\n`],
    ['a control character', `${'x'.repeat(32)}\x7f`],
    ['a letter outside ASCII', `${'x'.repeat(32)}é`],
  ])('is refused for a text with %s, and the error does not show it', async (_name, text) => {
    const error = await failureOf(() => tokenDigest(text));
    expect(error.name).toBe('TokenFormatError');
    expect(error.message).not.toContain('xxx');
    expect(isPresentableToken(text)).toBe(false);
    expect(tokenDigest('x'.repeat(32))).toHaveLength(32);
  });

  test('is not the plain hash, differs for each token and stays the same', () => {
    const token = mintToken('usr');
    expect(toHex(tokenDigest(token))).not.toBe(createHash('sha256').update(token).digest('hex'));
    expect(toHex(tokenDigest(token))).toBe(toHex(tokenDigest(token)));
    expect(toHex(tokenDigest(token))).not.toBe(toHex(tokenDigest(mintToken('usr'))));
    expect(toHex(tokenDigest(KNOWN))).toBe(
      '50ca49df1fc3946eff841e8efb3393c39d30775aa4419322345ab9005e4fc5d2',
    );
  });

  test('exists for a token that an operator chose', () => {
    expect(tokenDigest(`!~${'x'.repeat(30)}`)).toHaveLength(32);
    expect(tokenDigest('x'.repeat(512))).toHaveLength(32);
  });
});
