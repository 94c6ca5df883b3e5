import type { EscapeSyntax } from './escaped-view';

/** 1 for the bytes between the numbers of a list. */
export const SEPARATORS = Uint8Array.from({ length: 256 }, (_, byte) =>
  ' ,:-;\t\r\n'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit < 0 ? 255 : digit;
});
const EVERY_DIGIT = Array.from('0123456789abcdefABCDEF', (digit) => digit.charCodeAt(0));
const MOST_SEPARATORS = 16;

/** A list of bytes in hex, two digits each, with or without `0x`. */
export const HEX_LIST: EscapeSyntax = { name: 'hex list', triggers: EVERY_DIGIT, read: hexEntry };

/** A list of bytes in decimal, as programs print arrays. */
export const DECIMAL_LIST: EscapeSyntax = { name: 'decimal list', triggers: EVERY_DIGIT, read: decimalEntry };

function hexEntry(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  const isPrefixed = from[at] === 0x30 && at + 1 < end && (from[at + 1]! | 0x20) === 0x78;
  const first = isPrefixed ? at + 2 : at;
  if (first + 2 > end) return 0;
  const [high, low] = [DIGITS[from[first]!]!, DIGITS[from[first + 1]!]!];
  if (high > 15 || low > 15) return 0;
  return entry(from, at, first + 2, end, high * 16 + low, to, count);
}

function decimalEntry(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  let [last, number] = [at, 0];
  for (; last < end && last - at < 3 && DIGITS[from[last]!]! < 10; last += 1) {
    number = number * 10 + DIGITS[from[last]!]!;
  }
  return last === at || number > 255 ? 0 : entry(from, at, last, end, number, to, count);
}

/** A number between separators, or ends, with the separators after it. */
function entry(
  from: Uint8Array,
  at: number,
  last: number,
  end: number,
  number: number,
  to: Uint8Array,
  count: number,
): number {
  if (at > 0 && isWordByte(from[at - 1]!)) return 0;
  if (last < end && isWordByte(from[last]!)) return 0;
  let next = last;
  while (next < end && next - last < MOST_SEPARATORS && SEPARATORS[from[next]!] === 1) next += 1;
  // After the last number, the separators are text.
  if (next >= end || DIGITS[from[next]!]! > 15) next = last;
  to[count] = number;
  return ((next - at) << 3) | 1;
}

function isWordByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}
