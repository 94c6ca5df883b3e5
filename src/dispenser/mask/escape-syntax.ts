import type { EscapeSyntax } from './escaped-view';
import { namedReference, numericReference, writtenCharacter } from './html-reference';

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;

/** The letters after a backslash that stand for control characters, in JSON, JavaScript, C and shells. */
export const CONTROLS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const index = 'btnvfrae0'.indexOf(String.fromCharCode(byte));
  return index < 0 ? byte : '\b\t\n\v\f\r\x07\x1b\0'.charCodeAt(index);
});

const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit < 0 ? 255 : digit;
});

/** Escapes of JSON, JavaScript, C, shells, URLs, HTML and XML, each read as the most lenient reader does. */
export const COMMON_ESCAPES: EscapeSyntax = {
  name: 'escapes',
  triggers: [BACKSLASH, PERCENT, AMPERSAND],
  read: readEscape,
};

/** Reads one of {@link COMMON_ESCAPES}; see {@link EscapeReader}. */
export function readEscape(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  const byte = from[at];
  if (byte === PERCENT) return readPercent(from, at, end, to, count);
  if (byte === BACKSLASH) return readBackslash(from, at, end, to, count);
  if (byte !== AMPERSAND) return 0;
  return numericReference(from, at, end, to, count) || namedReference(from, at, end, to, count);
}

/** RFC 2045 §6.7: a byte in hex, or a line end that is not in the text. */
export const QUOTED_PRINTABLE: EscapeSyntax = {
  name: 'quoted-printable',
  triggers: [EQUALS],
  read: (from, at, end, to, count) => {
    const code = hexNumber(from, at + 1, 2, end);
    if (code >= 0) return writtenByte(code, 3, to, count);
    const lineEnd = from[at + 1] === 0x0d ? at + 2 : at + 1;
    return lineEnd < end && from[lineEnd] === 0x0a ? (lineEnd + 1 - at) << 3 : 0;
  },
};

/** RFC 3986 §2.1, and `%uXXXX` of old servers. */
function readPercent(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  const code = hexNumber(from, at + 1, 2, end);
  if (code >= 0) return writtenByte(code, 3, to, count);
  return at + 1 < end && (from[at + 1]! | 0x20) === 0x75 ? readUnicode(from, at, 4, end, to, count) : 0;
}

function readBackslash(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  if (at + 1 >= end) return 0;
  const letter = from[at + 1]!;
  if (letter === 0x75) {
    return readUnicode(from, at, 4, end, to, count) || readBraced(from, at, end, to, count);
  }
  if (letter === 0x55) return readUnicode(from, at, 8, end, to, count);
  if (letter === 0x78) {
    const code = hexNumber(from, at + 2, 2, end);
    return code < 0 ? 0 : writtenByte(code, 4, to, count);
  }
  if (letter >= 0x30 && letter <= 0x33) {
    const octal = octalNumber(from, at + 1, end);
    if (octal >= 0) return writtenByte(octal, 4, to, count);
  }
  return writtenByte(CONTROLS[letter]!, 2, to, count);
}

/** `\u` or `%u` and digits; two of them for one character beyond U+FFFF. */
function readUnicode(
  from: Uint8Array,
  at: number,
  digits: number,
  end: number,
  to: Uint8Array,
  count: number,
): number {
  const code = hexNumber(from, at + 2, digits, end);
  const width = 2 + digits;
  if (code >= 0xd800 && code < 0xdc00 && from[at + width] === from[at]) {
    const low = hexNumber(from, at + width + 2, digits, end);
    if (low >= 0xdc00 && low < 0xe000) {
      const character = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      return writtenCharacter(character, 2 * width, to, count);
    }
  }
  return code < 0 ? 0 : writtenCharacter(code, width, to, count);
}

/** `\u{…}` of JavaScript. */
function readBraced(from: Uint8Array, at: number, end: number, to: Uint8Array, count: number): number {
  if (from[at + 2] !== 0x7b) return 0;
  for (let digits = 1; digits <= 6 && at + 3 + digits < end; digits += 1) {
    if (from[at + 3 + digits] !== 0x7d) continue;
    const code = hexNumber(from, at + 3, digits, end);
    return code < 0 ? 0 : writtenCharacter(code, digits + 4, to, count);
  }
  return 0;
}

/** @returns -1 if there are not as many hex digits. */
function hexNumber(bytes: Uint8Array, at: number, digits: number, end: number): number {
  if (at + digits > end) return -1;
  let code = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = HEX[bytes[index]!]!;
    if (digit > 15) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/** Three octal digits of C and of git; -1 for anything else. */
function octalNumber(bytes: Uint8Array, at: number, end: number): number {
  if (at + 3 > end) return -1;
  const high = bytes[at]! - 0x30;
  const middle = bytes[at + 1]! - 0x30;
  const low = bytes[at + 2]! - 0x30;
  if (high < 0 || high > 3 || middle < 0 || middle > 7 || low < 0 || low > 7) return -1;
  return high * 64 + middle * 8 + low;
}

function writtenByte(byte: number, width: number, to: Uint8Array, count: number): number {
  to[count] = byte;
  return (width << 3) | 1;
}
