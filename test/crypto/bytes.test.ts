import crypto from 'node:crypto';
import { equalBytes, lengthPrefixed, uint64, utf8Text } from '../../src/crypto/bytes';
import { callsOf } from '../support/work';
import { toHex } from './keys.fixture';

describe('comparing bytes', () => {
  test('says no to bytes of another length and does not throw', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2))).toBe(false);
    expect(equalBytes(new Uint8Array(), Uint8Array.of(0))).toBe(false);
  });

  test('says no wherever one bit differs and yes when none does', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, at) => at);
    for (let bit = 0; bit < 256; bit++) {
      const other = Uint8Array.from(bytes);
      other[bit >> 3]! ^= 1 << (bit & 7);
      expect(equalBytes(bytes, other)).toBe(false);
    }
    expect(equalBytes(bytes, Uint8Array.from(bytes))).toBe(true);
    expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true);
  });

  test('does the same work wherever the first difference is', async () => {
    const bytes = new Uint8Array(1024);
    const early = Uint8Array.from(bytes).fill(1, 0, 1);
    const late = Uint8Array.from(bytes).fill(1, -1);
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    const callsWith = (equal: typeof equalBytes, other: Uint8Array) => callsOf(() => equal(bytes, other));
    expect(await callsWith(equalBytes, early)).toBe(await callsWith(equalBytes, late));
    expect(compare.mock.calls.map((pair) => pair.map(({ byteLength }) => byteLength))).toEqual([
      [32, 32],
      [32, 32],
    ]);
    // The positive control: a comparison that stops at the first difference is seen.
    const stopping = (a: Uint8Array, b: Uint8Array) => a.every((byte, at) => byte === b[at]);
    expect(await callsWith(stopping, early)).toBeLessThan(await callsWith(stopping, late));
    compare.mockRestore();
  });
});

describe('length-prefixed parts', () => {
  test('are different for every way of cutting the same bytes', () => {
    const cuts = [['abc'], ['a', 'bc'], ['ab', 'c'], ['', 'abc'], ['abc', ''], ['a', 'b', 'c'], []];
    expect(new Set(cuts.map((parts) => toHex(lengthPrefixed(...parts)))).size).toBe(cuts.length);
    expect(toHex(lengthPrefixed('é', Uint8Array.of(1)))).toBe('00000002c3a90000000101');
  });

  test('hold numbers up to the largest safe integer', () => {
    expect(toHex(uint64(Number.MAX_SAFE_INTEGER))).toBe('001fffffffffffff');
  });
});

describe('the text of bytes', () => {
  test.each([
    ['', ''],
    ['61c3bc', 'aü'],
    ['efbbbf61', '\ufeffa'],
    ['efbfbd', '\ufffd'],
    ['f09f9880', '😀'],
  ])('%s is read as UTF-8, to the last byte', (hex, text) => {
    expect(utf8Text(Buffer.from(hex, 'hex'))).toBe(text);
    expect(Buffer.from(text).toString('hex')).toBe(hex);
  });

  test.each(['ff', 'c0af', 'eda080', 'f0', '61ff61'])('%s is no text', (hex) => {
    expect(utf8Text(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});
