import { endianness } from 'node:os';

/** Makes lower-case letters. It may make other bytes equal, too, which the comparison after it tells apart. */
export const FOLD = 0x20202020;
const IS_LITTLE = endianness() === 'LE';

/** Each byte in lower case, for comparisons that ignore the case of ASCII letters. */
export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
);

/** Each byte as it is. */
export const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/**
 * How many bytes from two positions on are the same.
 *
 * @param most the comparison ends after so many.
 * @param fold {@link LOWER} or {@link SAME}.
 */
export function sharedLength(
  a: Uint8Array,
  at: number,
  b: Uint8Array,
  other: number,
  most: number,
  fold: Uint8Array,
): number {
  let length = 0;
  while (length < most && fold[a[at + length]!] === fold[b[other + length]!]) length += 1;
  return length;
}

/** The 4 bytes at a position as a number, in the byte order of the machine, with {@link FOLD}. */
export function wordAt(bytes: Uint8Array, at: number): number {
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  const c = bytes[at + 2]!;
  const d = bytes[at + 3]!;
  return (IS_LITTLE ? a | (b << 8) | (c << 16) | (d << 24) : (a << 24) | (b << 16) | (c << 8) | d) | FOLD;
}
