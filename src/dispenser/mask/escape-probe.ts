import type { EscapeGrams } from './escape-grams';
import { resolveEscapes, withoutSpaces } from './escape-resolution';
import { readEscape } from './escape-syntax';
import type { MaskIndex } from './mask-index';
import { isSpace, type MaskView } from './mask-view';
import type { ShortForms } from './short-forms';
import { IS_ESCAPE } from './special-bytes';
import type { UsedBytes } from './used-bytes';

/** How many bytes before and after an escape can be in one window, or in one short form, with it. */
export const BEFORE = 10;
export const AFTER = 7;
/** How many bytes after an escape can make another one of what it stands for. */
export const AFTER_TRIGGER = 12;
/** So many bytes around an escape are looked at, at a time. */
export const NEAR_BYTES = 256;
const OVERLAP = 24;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const LETTER_U = 0x75;
const ZERO = 0x30;
const BRACE = 0x7b;

/** What is found at an escape: a part of a value with it resolved, with those in it resolved, without white space. */
const ONCE = 1;
export const TWICE = 2;
export const BROKEN = 4;

/** Looks at what is around an escape. */
export class EscapeProbe {
  readonly #index: MaskIndex;
  readonly #grams: EscapeGrams;
  readonly #short: ShortForms;
  readonly #used: UsedBytes;
  readonly #near = Buffer.alloc(NEAR_BYTES + 16);
  readonly #twice = Buffer.alloc(NEAR_BYTES + 16);

  constructor(index: MaskIndex, short: ShortForms, used: UsedBytes, grams: EscapeGrams) {
    this.#index = index;
    this.#grams = grams;
    this.#short = short;
    this.#used = used;
  }

  /**
   * Looks at an escape and, if need be, those close to it.
   *
   * @returns the position from which to look on, times 8, plus what was found.
   */
  probe(view: MaskView, at: number): number {
    const { bytes, length } = view;
    if (at + 2 < length) {
      const skipped = this.#skipped(bytes, length, at);
      if (skipped > 0) return (at + skipped) << 3;
    }
    const near = this.#near;
    const found = readEscape(bytes, at, length, near, 0);
    if (found === 0) return (at + 1) << 3;
    const next = at + (found >>> 3);
    const count = found & 7;
    const byte = near[0]!;
    if (count === 1 && isSpace(byte)) {
      if (this.#grams.mayJoin(view, at, next, true)) return this.#resolved(view, at);
    } else if (count === 1 && IS_ESCAPE[byte] === 1) {
      if (this.#grams.mayHoldTwice(bytes, length, at)) return this.#resolved(view, at);
    }
    if (!this.#used.isAnyUsed(near, 0, count)) return next << 3;
    return this.#grams.mayHold(bytes, length, at) ? this.#resolved(view, at) : next << 3;
  }

  /** The width of what begins at a position, as far as it is worth no look; 0 if it may be. */
  #skipped(bytes: Uint8Array, length: number, at: number): number {
    const used = this.#used;
    const byte = bytes[at]!;
    const first = bytes[at + 1]!;
    if (byte === PERCENT) return used.isPercentWorth(first, bytes[at + 2]!) ? 0 : 1;
    if (byte !== BACKSLASH) return used.isReferenceWorth(first, bytes[at + 2]!) ? 0 : 1;
    if (first === LETTER_U && !used.isAnyHigh && isHighUnit(bytes[at + 2]!, bytes[at + 3]!)) return 2;
    if (first !== BACKSLASH) return used.isBackslashWorth(first) ? 0 : 2;
    if (used.isUsed[BACKSLASH] === 1) return 0;
    let end = at + 2;
    while (end < length && bytes[end] === BACKSLASH) end += 1;
    return end < length && !used.isBackslashWorth(bytes[end]!) ? end + 1 - at : 0;
  }

  /** Looks at an escape and those close to it. @returns as {@link probe}. */
  #resolved({ bytes, length }: MaskView, at: number): number {
    const near = this.#near;
    let count = 0;
    for (let index = Math.max(0, at - BEFORE); index < at; index += 1) near[count++] = bytes[index]!;
    const here = count;
    let from = at;
    let next = at + 1;
    let left = 1;
    let isTrigger = false;
    let isBlank = false;
    while (from < length && left > 0 && count < NEAR_BYTES) {
      const byte = bytes[from]!;
      const found = IS_ESCAPE[byte] === 1 ? readEscape(bytes, from, length, near, count) : 0;
      if (found === 0) {
        near[count++] = byte;
        from += 1;
        left -= 1;
        continue;
      }
      if ((found & 7) === 1) {
        isTrigger ||= IS_ESCAPE[near[count]!] === 1;
        isBlank ||= isSpace(near[count]!);
      }
      left = isTrigger || isBlank ? AFTER_TRIGGER : AFTER;
      count += found & 7;
      from += found >>> 3;
      // The rest of a long row of escapes is looked at together with its last bytes.
      if (count < NEAR_BYTES - OVERLAP) next = from;
    }
    let result = this.#holds(near, 0, count) ? ONCE : 0;
    if (isTrigger) {
      const twice = this.#twice;
      for (let index = 0; index < here; index += 1) twice[index] = near[index]!;
      if (this.#holds(twice, 0, resolveEscapes(near, here, count, twice, here, NEAR_BYTES))) result |= TWICE;
    }
    if (isBlank && this.#holds(near, 0, withoutSpaces(near, 0, count))) result |= BROKEN;
    return (next << 3) | result;
  }

  #holds(bytes: Uint8Array, from: number, end: number): boolean {
    return this.#index.holds(bytes, from, end) || this.#short.holds(bytes, from, end);
  }
}

/** Whether `\u` with these two digits first is a character outside of ASCII. */
function isHighUnit(first: number, second: number): boolean {
  return second !== undefined && first !== BRACE && (first !== ZERO || second !== ZERO);
}
