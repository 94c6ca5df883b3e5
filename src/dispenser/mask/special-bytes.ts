import { endianness } from 'node:os';

/** What a byte may be: the first one of an escape, of one in quoted-printable, a line end, or between numbers of a list. */
export const BACKSLASH = 1;
export const PERCENT = 2;
export const AMPERSAND = 3;
export const QUOTED = 4;
export const LINE = 5;
export const BETWEEN = 6;
const KIND_COUNT = 7;
/** For each byte, what it may be; 0 for nothing. */
export const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const kind = '\\%&=\n'.indexOf(String.fromCharCode(byte)) + 1;
  return kind === 0 && ' ,:-'.includes(String.fromCharCode(byte)) ? BETWEEN : kind;
});
/** 1 for the first byte of an escape. */
export const IS_ESCAPE = Uint8Array.from(KINDS, (kind) => (kind > 0 && kind <= AMPERSAND ? 1 : 0));

/** A place for each kind and what is known of the two bytes after it. */
export const FOLLOWERS = KIND_COUNT * 256;

/** The place of a kind and the two bytes after it. Of most kinds, the first one tells enough. */
export function followerOf(kind: number, first: number, second: number): number {
  return (kind << 8) | (kind === AMPERSAND ? (first + 31 * second) & 0xff : first);
}

/** 1 for letters, digits and the symbols of codes. */
export const IN_CODE = bytesLike(/[\w+/=:,-]/);

const IS_AFTER_PERCENT = bytesLike(/[0-9a-fu]/i);
const IS_AFTER_AMPERSAND = bytesLike(/[#a-z]/i);

/** Whether a byte that may begin an escape does so before another byte. */
export function mayBeginEscape(byte: number, follower: number): boolean {
  if (KINDS[byte] === PERCENT) return IS_AFTER_PERCENT[follower] === 1;
  return KINDS[byte] === BACKSLASH || (KINDS[byte] === AMPERSAND && IS_AFTER_AMPERSAND[follower] === 1);
}

/** For each pair of bytes, as a number in the order of the machine: 1 if the first may be special, plus 2 for the second. */
const PAIRS = specialPairs();
const IS_LITTLE = endianness() === 'LE';

/** Which of 4 bytes, as a number in the order of the machine, may be special: a bit for each, the first one lowest. */
export function specialIn(word: number): number {
  const low = PAIRS[word & 0xffff]!;
  const high = PAIRS[word >>> 16]!;
  return IS_LITTLE ? low | (high << 2) : high | (low << 2);
}

function specialPairs(): Uint8Array {
  const pairs = new Uint8Array(65_536);
  const bytes = new Uint8Array(2);
  const pair = new Uint16Array(bytes.buffer);
  const mark = (first: RegExp, second: RegExp, bit: number) => {
    const seconds = bytesLike(second);
    for (const [byte, isFirst] of bytesLike(first).entries()) {
      for (let next = 0; isFirst === 1 && next < 256; next += 1) {
        bytes.set([byte, next]);
        if (seconds[next] === 1) pairs[pair[0]!] = pairs[pair[0]!]! | bit;
      }
    }
  };
  const any = /./s;
  mark(/\\/, any, 1);
  mark(/%/, /[0-9a-fu]/i, 1);
  mark(/&/, /[#a-z]/i, 1);
  mark(/=/, /[0-9a-f\r\n]/i, 1);
  mark(/\n/, /[\w+/=:,\t-\r -]/, 1);
  mark(/[ ,:-]/, /[0-9]/, 1);
  mark(/,/, /[\r\n ]/, 1);
  mark(any, /[\\%&=]/, 2);
  mark(/[\w+/=:,\t-\r -]/, /\n/, 2);
  mark(/[0-9a-f]/i, /[ ,:-]/, 2);
  return pairs;
}

function bytesLike(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0));
}
