import { COMMON_ESCAPES, QUOTED_PRINTABLE } from './escape-syntax';
import type { EscapeSyntax } from './escaped-view';
import type { MaskedForm } from './mask-encodings';
import type { MaskIndex } from './mask-index';
import { isSpace, type MaskView } from './mask-view';
import { DECIMAL_LIST, HEX_LIST } from './number-list';
import type { ShortForms } from './short-forms';
import { ESCAPE, IN_CODE, IS_WORD, isInside, KINDS, LINE, PAIRS, QUOTED } from './special-bytes';

/** How many bytes before and after an escape can be in one window, or in one short form, with it. */
const BEFORE = 10;
const AFTER = 7;
/** How many bytes after an escape can make another one of what it stands for. */
const AFTER_TRIGGER = 12;
/** How far around a line end its neighbours are looked for. */
const INDENTATION = 32;
/** So many numbers of a list are looked at, at a time. */
const LIST_LENGTH = 128;
const EQUALS = 0x3d;

/** So many bytes around an escape are looked at, at a time. */
const NEAR_BYTES = 256;
const OVERLAP = 24;

/** What is found at an escape: a part of a value with it resolved, with those in it resolved, without white space. */
const [ONCE, TWICE, BROKEN] = [1, 2, 4];
/** What else to search besides the bytes as they are. */
export interface Probed {
  /** The bytes with escapes resolved; those with the escapes in them resolved, too. */
  readonly isEscaped: boolean;
  readonly isTwice: boolean;
  readonly isQuoted: boolean;
  /** The bytes without white space. */
  readonly isBroken: boolean;
  readonly isHexList: boolean;
  readonly isDecimalList: boolean;
}

/**
 * Looks at what is around each escape, line end and list. To resolve all of them takes much longer, and is of use only if
 * there is a part of a value.
 */
export class ViewProbe {
  readonly #index: MaskIndex;
  readonly #short: ShortForms;
  /** 1 for the bytes that occur in what is searched. */
  readonly #isUsed = new Uint8Array(256);
  readonly #near = Buffer.alloc(NEAR_BYTES + 16);
  #listEnd = 0;

  constructor(forms: readonly MaskedForm[], index: MaskIndex, short: ShortForms) {
    this.#index = index;
    this.#short = short;
    for (const { bytes } of forms) for (const byte of bytes) this.#isUsed[byte] = 1;
    for (let byte = 0x41; byte <= 0x5a; byte += 1) {
      if (this.#isUsed[byte] === 1 || this.#isUsed[byte | 0x20] === 1) {
        this.#isUsed[byte] = 1;
        this.#isUsed[byte | 0x20] = 1;
      }
    }
  }

  /** Looks at all bytes of a view. */
  probe(view: MaskView): Probed {
    const { bytes, length } = view;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, (length + 3) >> 2);
    const special = PAIRS;
    let escapes = 0;
    let isQuoted = false;
    let isBroken = false;
    let isHexList = false;
    let isDecimalList = false;
    let next = 0;
    let list = 0;
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index]!;
      if ((special[word & 0xffff]! | special[word >>> 16]!) === 0) continue;
      const end = Math.min(length, index * 4 + 4);
      for (let at = Math.max(next, index * 4); at < end; at += 1) {
        const kind = KINDS[bytes[at]!]!;
        if (kind === ESCAPE) {
          const found = this.#escape(view, at);
          next = found >>> 3;
          escapes |= found & 7;
        } else if (kind === QUOTED) {
          isQuoted ||= this.#isQuoted(view, at);
        } else if (kind === LINE) {
          isBroken ||= this.#isInLines(view, at);
        } else if (at >= list && isInside(bytes, at)) {
          isHexList ||= this.#isInList(view, at, HEX_LIST);
          list = this.#listEnd;
          isDecimalList ||= this.#isInList(view, at, DECIMAL_LIST);
          list = Math.max(list, this.#listEnd);
        }
      }
    }
    const isTwice = (escapes & TWICE) !== 0;
    isBroken ||= (escapes & BROKEN) !== 0;
    return { isEscaped: escapes !== 0, isTwice, isQuoted, isBroken, isHexList, isDecimalList };
  }

  /**
   * Looks at an escape and those close to it.
   *
   * @returns the position from which to look on, times 8, plus what was found.
   */
  #escape({ bytes, length }: MaskView, at: number): number {
    const near = this.#near;
    const first = COMMON_ESCAPES.read(bytes, at, length, near, 0);
    if (first === 0) return (at + 1) << 3;
    if ((first & 7) === 1) {
      const byte = near[0]!;
      const isPlain = KINDS[byte] !== ESCAPE && !isSpace(byte);
      if (isPlain && this.#isUsed[byte] === 0) return (at + (first >>> 3)) << 3;
    }
    let count = 0;
    for (let index = Math.max(0, at - BEFORE); index < at; index += 1) near[count++] = bytes[index]!;
    const here = count;
    let from = at;
    let next = at + 1;
    let left = 1;
    let escapes = 0;
    let isTrigger = false;
    let isBlank = false;
    while (from < length && left > 0 && count < NEAR_BYTES) {
      const byte = bytes[from]!;
      const found = KINDS[byte] === ESCAPE ? COMMON_ESCAPES.read(bytes, from, length, near, count) : 0;
      if (found === 0) {
        near[count++] = byte;
        from += 1;
        left -= 1;
        continue;
      }
      escapes += 1;
      if ((found & 7) === 1) {
        isTrigger ||= KINDS[near[count]!] === ESCAPE;
        isBlank ||= isSpace(near[count]!);
      }
      left = isTrigger || isBlank ? AFTER_TRIGGER : AFTER;
      count += found & 7;
      from += found >>> 3;
      // The rest of a long row of escapes is looked at together with its last bytes.
      if (count < NEAR_BYTES - OVERLAP) next = from;
    }
    let result = 0;
    if (escapes === 1 && !isBlank && !isTrigger) {
      // Of 12 bytes in a row with the escape, one of these windows holds 8.
      if (
        this.#hasWindow(here - 7, count) ||
        this.#hasWindow(here - 3, count) ||
        this.#hasWindow(here, count)
      ) {
        result = ONCE;
      } else if (this.#short.holds(near, 0, count)) result = ONCE;
    } else {
      if (this.#holds(near, 0, count)) result = ONCE;
      if (isTrigger && holdsEscape(near, count)) result |= TWICE;
      if (isBlank && this.#holds(near, 0, withoutSpaces(near, count))) result |= BROKEN;
    }
    return (next << 3) | result;
  }

  #hasWindow(at: number, count: number): boolean {
    return at >= 0 && at + 8 <= count && this.#index.hasWindow(this.#near, at);
  }

  #isQuoted({ bytes, length }: MaskView, at: number): boolean {
    const near = this.#near;
    const first = QUOTED_PRINTABLE.read(bytes, at, length, near, 0);
    if (first === 0 || ((first & 7) === 1 && this.#isUsed[near[0]!] === 0)) return false;
    let count = 0;
    for (let index = Math.max(0, at - BEFORE); index < at; index += 1) near[count++] = bytes[index]!;
    for (let from = at, left = AFTER_TRIGGER; from < length && left > 0 && count < NEAR_BYTES; left -= 1) {
      const found = bytes[from] === EQUALS ? QUOTED_PRINTABLE.read(bytes, from, length, near, count) : 0;
      if (found === 0) near[count] = bytes[from]!;
      count += found === 0 ? 1 : found & 7;
      from += found === 0 ? 1 : found >>> 3;
    }
    return this.#holds(near, 0, count);
  }

  /** Whether a line end is inside of a code. */
  #isInLines({ bytes, length }: MaskView, at: number): boolean {
    const before = at > 0 && bytes[at - 1] === 0x0d ? at - 2 : at - 1;
    if (before < 0 || IN_CODE[bytes[before]!] === 0) return false;
    const near = this.#near;
    let last = AFTER;
    for (let index = at + 1; last < 2 * AFTER && index < length && index - at < INDENTATION; index += 1) {
      const byte = bytes[index]!;
      if (isSpace(byte)) continue;
      if (IN_CODE[byte] === 0) break;
      near[last++] = byte;
    }
    if (last === AFTER) return false;
    let first = AFTER;
    for (let index = before; first > 0 && index >= 0 && at - index < INDENTATION; index -= 1) {
      if (!isSpace(bytes[index]!)) near[--first] = bytes[index]!;
    }
    return this.#holds(near, first, last);
  }

  /** Whether a list with a separator at a position is one of a value. Says where the list is to be looked at again. */
  #isInList({ bytes, length }: MaskView, at: number, { read }: EscapeSyntax): boolean {
    let first = at;
    while (first > 0 && at - first < 5 && IS_WORD[bytes[first - 1]!] === 1) first -= 1;
    const near = this.#near;
    let count = 0;
    this.#listEnd = at + 1;
    let from = first;
    while (from < length && count < LIST_LENGTH) {
      const found = read(bytes, from, length, near, count);
      if (found === 0) break;
      count += 1;
      from += found >>> 3;
      if (count === LIST_LENGTH - 8) this.#listEnd = from;
    }
    if (count < LIST_LENGTH && count >= 4) this.#listEnd = from;
    return count >= 4 && this.#holds(near, 0, count);
  }

  #holds(bytes: Uint8Array, from: number, end: number): boolean {
    return this.#index.holds(bytes, from, end) || this.#short.holds(bytes, from, end);
  }
}

/** Whether there is an escape in what escapes stand for. */
function holdsEscape(bytes: Uint8Array, length: number): boolean {
  for (let at = 0; at < length; at += 1) {
    if (KINDS[bytes[at]!] === ESCAPE && COMMON_ESCAPES.read(bytes, at, length, SCRATCH, 0) !== 0) return true;
  }
  return false;
}

const SCRATCH = Buffer.alloc(8);
/** Moves the bytes that are no white space to the front. @returns how many they are. */
function withoutSpaces(bytes: Uint8Array, length: number): number {
  let count = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at]!;
    if (!isSpace(byte)) bytes[count++] = byte;
  }
  return count;
}
