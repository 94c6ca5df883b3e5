import { decodeBase64, decodeBase64Url, encodeBase64Url } from '../../src/crypto/base64';

describe('strict base64', () => {
  test.each([
    ['padding missing', 'AAA'],
    ['padding too long', 'AAA=='],
    ['padding inside', 'AA==AAAA'],
    ['padding alone', '===='],
    ['trailing bits set', 'AAB='],
    ['trailing bits set before two signs', 'AB=='],
    ['URL alphabet', '-_-_'],
    ['space inside', 'AAAA AAAA'],
    ['line feed behind', 'AAAA\n'],
    ['NUL behind', 'AAAA\0'],
    ['a letter outside ASCII', 'AAAé'],
    ['a lone character', 'A'],
  ])('refuses a text with %s', (_name, text) => {
    expect(decodeBase64(text)).toBeUndefined();
    // The control: the canonical text of what a lenient decoder reads here is accepted.
    const lenient = Buffer.from(text, 'base64');
    expect(decodeBase64(lenient.toString('base64'))).toEqual(new Uint8Array(lenient));
  });

  test.each([
    ['padding', 'AAA='],
    ['the standard alphabet', '+/+/'],
    ['trailing bits set', 'AAB'],
    ['a lone character', 'AAAAA'],
    ['a line feed', 'AAAA\n'],
  ])('for URLs refuses a text with %s', (_name, text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });

  test('gives back every byte string of every length around a block', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 151 + length * 31) & 0xff);
      expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes);
    }
  });

  test('encodes a view, not the memory behind it', () => {
    const view = new Uint8Array([9, 9, 251, 255, 9]).subarray(2, 4);
    expect(encodeBase64Url(view)).toBe('-_8');
  });
});
