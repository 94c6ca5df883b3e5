import type { EscapeSyntax } from './escaped-view';
import { GRAM } from './mask-grams';
import type { MaskIndex } from './mask-index';
import { DECIMAL_LIST, HEX_LIST, SEPARATORS } from './number-list';
import type { ShortForms } from './short-forms';
import type { UsedBytes } from './used-bytes';

/** So many numbers of a list are looked at, at a time. */
const LIST_LENGTH = 128;
/** So many numbers before a separator may be in the same part of a value. */
const NUMBERS_BEFORE = 12;
/** The most bytes of a number with the separators before it. */
const NUMBER_BYTES = 20;
/** After so many numbers of a row, it is looked at. Of 11 in a row, one separator in two is seen at least. */
const ROW = 4;
/** 1 for what may be in a number of a list. */
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[0-9a-fx]/i.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Looks at lists of numbers, in which each number stands for a byte. */
export class ListProbe {
  /** Whether a part of a value was found. */
  isHex = false;
  isDecimal = false;
  readonly #index: MaskIndex;
  readonly #short: ShortForms;
  readonly #used: UsedBytes;
  readonly #near = Buffer.alloc(LIST_LENGTH + 4);
  /** How many numbers before the last separator follow one another, and its position. */
  #row = 0;
  #last = 0;

  constructor(index: MaskIndex, short: ShortForms, used: UsedBytes) {
    this.#index = index;
    this.#short = short;
    this.#used = used;
  }

  /** Begins another view. */
  begin(): void {
    this.isHex = false;
    this.isDecimal = false;
    this.#row = 0;
    this.#last = 0;
  }

  /** Looks at a byte that may be between two numbers. */
  probe(bytes: Uint8Array, length: number, at: number): void {
    if (at < 3) return;
    const third = bytes[at - 1]!;
    if (!this.#used.isNumber(bytes[at - 3]!, bytes[at - 2]!, third)) {
      // The second of two separators tells nothing.
      if (SEPARATORS[third] === 0) this.#row = 0;
      return;
    }
    this.#row = at - this.#last <= 2 * NUMBER_BYTES ? this.#row + 1 : 1;
    this.#last = at;
    if (this.#row < ROW && this.#short.size === 0) return;
    this.#row = 0;
    this.isHex ||= this.#holds(bytes, length, at, HEX_LIST);
    this.isDecimal ||= this.#holds(bytes, length, at, DECIMAL_LIST);
  }

  /** Whether a list holds a part of a value. */
  #holds(bytes: Uint8Array, length: number, at: number, { read }: EscapeSyntax): boolean {
    let first = at;
    for (let before = 0; before < NUMBERS_BEFORE; before += 1) first = startOfNumber(bytes, first);
    const near = this.#near;
    let count = 0;
    for (let from = first; from < length && count < LIST_LENGTH; ) {
      const found = read(bytes, from, length, near, count);
      if (found === 0 && from > at) break;
      count = found === 0 ? 0 : count + 1;
      from += found === 0 ? 1 : found >>> 3;
    }
    if (count < GRAM) return false;
    return this.#index.holds(near, 0, count) || this.#short.holds(near, 0, count);
  }
}

/** Where the number before a position begins. */
function startOfNumber(bytes: Uint8Array, at: number): number {
  let first = at;
  const least = Math.max(0, at - NUMBER_BYTES);
  while (first > least && SEPARATORS[bytes[first - 1]!] === 1) first -= 1;
  while (first > least && IS_WORD[bytes[first - 1]!] === 1) first -= 1;
  return first;
}
