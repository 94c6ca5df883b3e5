import { EscapeGrams } from './escape-grams';
import { AFTER, AFTER_TRIGGER, BEFORE, BROKEN, EscapeProbe, NEAR_BYTES, TWICE } from './escape-probe';
import { QUOTED_PRINTABLE } from './escape-syntax';
import { ListProbe } from './list-probe';
import type { MaskedForm } from './mask-encodings';
import type { MaskIndex } from './mask-index';
import { isSpace, type MaskView } from './mask-view';
import type { ShortForms } from './short-forms';
import { AMPERSAND, BETWEEN, followerOf, IN_CODE, KINDS, QUOTED, specialIn } from './special-bytes';
import { UsedBytes } from './used-bytes';

/** How far around a line end its neighbours are looked for. */
const INDENTATION = 32;
const EQUALS = 0x3d;

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
  readonly #used: UsedBytes;
  readonly #near = Buffer.alloc(NEAR_BYTES + 16);
  readonly #grams: EscapeGrams;
  readonly #escapes: EscapeProbe;
  readonly #lists: ListProbe;

  constructor(forms: readonly MaskedForm[], index: MaskIndex, short: ShortForms) {
    this.#index = index;
    this.#short = short;
    this.#used = new UsedBytes(forms);
    this.#grams = new EscapeGrams(index.grams, short.size > 0, this.#used);
    this.#escapes = new EscapeProbe(index, short, this.#used, this.#grams);
    this.#lists = new ListProbe(index, short, this.#used);
  }

  /** Looks at all bytes of a view. */
  probe(view: MaskView): Probed {
    const { bytes, length } = view;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, (length + 3) >> 2);
    let escapes = 0;
    let isQuoted = false;
    let isBroken = false;
    const lists = this.#lists;
    const isFollower = this.#used.isFollower;
    lists.begin();
    let next = 0;
    for (let index = 0; index < words.length; index += 1) {
      for (let left = specialIn(words[index]!); left !== 0; left &= left - 1) {
        const at = index * 4 + 31 - Math.clz32(left & -left);
        if (at < next || at >= length) continue;
        const kind = KINDS[bytes[at]!]!;
        if (isFollower[followerOf(kind, bytes[at + 1]!, bytes[at + 2]!)] === 0) continue;
        if (kind <= AMPERSAND) {
          const found = this.#escapes.probe(view, at);
          next = found >>> 3;
          escapes |= found & 7;
        } else if (kind === BETWEEN) {
          lists.probe(bytes, length, at);
        } else if (kind === QUOTED) {
          isQuoted ||= this.#isQuoted(view, at);
        } else {
          isBroken ||= this.#isInLines(view, at);
        }
      }
    }
    const isTwice = (escapes & TWICE) !== 0;
    isBroken ||= (escapes & BROKEN) !== 0;
    return {
      isEscaped: escapes !== 0,
      isTwice,
      isQuoted,
      isBroken,
      isHexList: lists.isHex,
      isDecimalList: lists.isDecimal,
    };
  }

  #isQuoted({ bytes, length }: MaskView, at: number): boolean {
    const near = this.#near;
    const first = QUOTED_PRINTABLE.read(bytes, at, length, near, 0);
    if (first === 0 || ((first & 7) === 1 && this.#used.isUsed[near[0]!] === 0)) return false;
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

  #isOfCode(byte: number): boolean {
    return IN_CODE[byte] === 1 && this.#used.isUsed[byte] === 1;
  }

  /** Whether a line end is inside of a code. */
  #isInLines(view: MaskView, at: number): boolean {
    const { bytes, length } = view;
    const before = at > 0 && bytes[at - 1] === 0x0d ? at - 2 : at - 1;
    if (before < 0 || !this.#isOfCode(bytes[before]!)) return false;
    let after = at + 1;
    while (after < length && isSpace(bytes[after]!)) after += 1;
    if (after >= length || !this.#isOfCode(bytes[after]!)) return false;
    if (!this.#grams.mayJoin(view, before + 1, after, false)) return false;
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

  #holds(bytes: Uint8Array, from: number, end: number): boolean {
    return this.#index.holds(bytes, from, end) || this.#short.holds(bytes, from, end);
  }
}
