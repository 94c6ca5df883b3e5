import { COMMON_ESCAPES } from './escape-syntax';
import { isSpace } from './mask-view';

const [LINE_FEED, EQUALS] = [0x0a, 0x3d];

/** The first byte of an escape. */
export const ESCAPE = 1;
/** Of quoted-printable. */
export const QUOTED = 2;
/** A line end. */
export const LINE = 3;
/** For each byte, what it may begin; 0 for nothing. */
export const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (COMMON_ESCAPES.triggers.includes(byte)) return ESCAPE;
  if (byte === EQUALS) return QUOTED;
  return byte === LINE_FEED ? LINE : 0;
});

/** 1 for letters, digits and the symbols of codes. */
export const IN_CODE = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w+/=:,-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** For each pair of bytes, as a number in the order of the machine: whether one of them is special. */
export const PAIRS = specialPairs();

const IS_BETWEEN = bytesOf(' ,:-\n');
const IS_DIGIT = bytesOf('0123456789abcdefABCDEF');
/** 1 for what may be in a number of a list. */
export const IS_WORD = bytesOf('0123456789abcdefABCDEFx');

/** Whether a byte is a separator of a list: a digit before it, after at most four, and another digit or space after it. */
export function isInside(bytes: Uint8Array, at: number): boolean {
  if (at === 0 || IS_BETWEEN[bytes[at]!] === 0 || IS_DIGIT[bytes[at - 1]!] === 0) return false;
  if (at > 4 && IS_WORD[bytes[at - 3]!] === 1 && IS_WORD[bytes[at - 5]!] === 1) return false;
  const next = bytes[at + 1]!;
  return IS_DIGIT[next] === 1 || isSpace(next);
}

function bytesOf(characters: string): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) =>
    characters.includes(String.fromCharCode(byte)) ? 1 : 0,
  );
}

function specialPairs(): Uint8Array {
  const pairs = new Uint8Array(65_536);
  const bytes = new Uint8Array(2);
  const pair = new Uint16Array(bytes.buffer);
  for (let first = 0; first < 256; first += 1) {
    for (let second = 0; second < 256; second += 1) {
      bytes[0] = first;
      bytes[1] = second;
      const isList = /^[0-9a-fA-F][ ,:-]$/.test(String.fromCharCode(first, second));
      if (KINDS[first] !== 0 || KINDS[second] !== 0 || isList) pairs[pair[0]!] = 1;
    }
  }
  return pairs;
}
