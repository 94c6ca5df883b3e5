import { CONTROLS } from './escape-syntax';
import { beginningsOf } from './html-reference';
import type { MaskedForm } from './mask-encodings';
import { isSpace } from './mask-view';
import {
  AMPERSAND,
  BACKSLASH,
  BETWEEN,
  FOLLOWERS,
  followerOf,
  IN_CODE,
  IS_ESCAPE,
  LINE,
  PERCENT,
  QUOTED,
} from './special-bytes';

/** More than a number with digits that are none, or that is no byte. */
const NUMBERS = 1024;
const NONE = 256;
const HASH = 0x23;

/** 16 times a hex digit, and a hex digit; {@link NONE} for any other byte. */
const HEX_HIGH = digitValues(16, 16, NONE);
const HEX_LOW = digitValues(16, 1, NONE);
/** A decimal digit, 10 times and 100 times one. What is before the number counts nothing. */
const ONES = digitValues(10, 1, NONE);
const TENS = digitValues(10, 10, 0);
const HUNDREDS = digitValues(10, 100, 0).map((value) => Math.min(value, NONE));
/** All bits for a decimal digit. */
const IS_DIGIT = Int8Array.from(ONES, (value) => (value < 10 ? -1 : 0));

/** Which bytes occur in what is searched, and which escapes and numbers may stand for them. */
export class UsedBytes {
  /** 1 for those that occur. */
  readonly isUsed = new Uint8Array(256);
  /** Whether there are any from 128 on, which are parts of characters. */
  readonly isAnyHigh: boolean;
  /** 1 for what may be worth a look: bytes that occur, white space, and what may begin another escape. */
  readonly #isWorth = new Uint8Array(NUMBERS);
  readonly #isNumber = new Uint8Array(NUMBERS);
  /** By {@link followerOf}: 1 for what may be worth a look. */
  readonly isFollower = new Uint8Array(FOLLOWERS);
  /** 1 for the first two letters of the name of such a character in HTML. */
  readonly #isName = new Uint8Array(128 * 128);

  constructor(forms: readonly MaskedForm[]) {
    const isUsed = this.isUsed;
    for (const { bytes } of forms) for (const byte of bytes) isUsed[byte] = 1;
    for (let byte = 0x41; byte <= 0x5a; byte += 1) {
      isUsed[byte] = isUsed[byte]! | isUsed[byte | 0x20]!;
      isUsed[byte | 0x20] = isUsed[byte]!;
    }
    this.isAnyHigh = isUsed.includes(1, 128);
    for (let byte = 0; byte < 256; byte += 1) {
      this.#isNumber[byte] = isUsed[byte]!;
      this.#isWorth[byte] = isUsed[byte] === 1 || isSpace(byte) || IS_ESCAPE[byte] === 1 ? 1 : 0;
    }
    for (let byte = 0; byte < 256; byte += 1) this.#addFollower(byte);
    for (let second = 0; second < 256; second += 1) {
      this.isFollower[followerOf(AMPERSAND, HASH, second)] = 1;
    }
    for (const [first, second, code] of beginningsOf()) {
      if (code < 128 ? this.#isWorth[code] === 0 : !this.isAnyHigh) continue;
      this.#isName[first * 128 + second] = 1;
      this.isFollower[followerOf(AMPERSAND, first, second)] = 1;
    }
  }

  /** What is worth a look before a byte. */
  #addFollower(byte: number): void {
    const add = (kind: number, isWorth: boolean) => {
      this.isFollower[followerOf(kind, byte, 0)] = isWorth ? 1 : 0;
    };
    const character = String.fromCharCode(byte);
    const isCode = this.#isWorth[byte] === 1 || this.#isWorth[CONTROLS[byte]!] === 1;
    const high = /[0-9a-f]/i.test(character) ? Number.parseInt(character, 16) * 16 : NUMBERS;
    const isAny = (values: Uint8Array) => values.subarray(high, high + 16).includes(1);
    add(BACKSLASH, isCode || /[uUx0-7]/.test(character));
    add(PERCENT, isAny(this.#isWorth) || /u/i.test(character));
    add(QUOTED, isAny(this.isUsed) || /[\r\n]/.test(character));
    add(LINE, isSpace(byte) || (IN_CODE[byte] === 1 && this.isUsed[byte] === 1));
    add(BETWEEN, isSpace(byte) || /[0-9a-f]/i.test(character));
  }

  /** Whether one of the bytes from a position up to another occurs. */
  isAnyUsed(bytes: Uint8Array, first: number, end: number): boolean {
    for (let at = first; at < end; at += 1) {
      if (this.isUsed[bytes[at]!] === 1) return true;
    }
    return false;
  }

  /** Whether an escape with `%` may be worth a look, by the two bytes after it. */
  isPercentWorth(first: number, second: number): boolean {
    return this.#isWorth[HEX_HIGH[first]! + HEX_LOW[second]!] === 1 || (first | 0x20) === 0x75;
  }

  /** Whether a reference may be worth a look, by the two bytes after the `&`. */
  isReferenceWorth(first: number, second: number): boolean {
    return first === HASH || this.#isName[(first & 0x7f) * 128 + (second & 0x7f)] === 1;
  }

  /** Whether a backslash may be worth a look, by the byte after it. */
  isBackslashWorth(byte: number): boolean {
    return this.isFollower[followerOf(BACKSLASH, byte, 0)] === 1;
  }

  /** Whether three bytes may end with a number, hex or decimal, that stands for a byte that occurs. */
  isNumber(first: number, second: number, third: number): boolean {
    const hex = HEX_HIGH[second]! + HEX_LOW[third]!;
    const decimal = ONES[third]! + TENS[second]! + (HUNDREDS[first]! & IS_DIGIT[second]!);
    return (this.#isNumber[hex]! | this.#isNumber[decimal]!) === 1;
  }
}

function digitValues(base: number, factor: number, none: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    const digit = Number.parseInt(String.fromCharCode(byte), base);
    return Number.isNaN(digit) ? none : digit * factor;
  });
}
