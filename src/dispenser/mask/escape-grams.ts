import { resolveEscapes, withoutSpaces } from './escape-resolution';
import { readEscape } from './escape-syntax';
import { GRAM, type MaskGrams } from './mask-grams';
import { isSpace, type MaskView } from './mask-view';
import { IS_ESCAPE, mayBeginEscape } from './special-bytes';
import type { UsedBytes } from './used-bytes';

/** What is before an escape in the gram that ends with it. */
const LEAD = GRAM - 1;
/** How far before white space its neighbours are looked for. */
const BEFORE = 10;
/** How many bytes with escapes resolved hold the longest escape, and four of them. */
const ONE_ESCAPE = 14;
const FOUR_ESCAPES = 48;
const BACKSLASH = 0x5c;

/** 1 for what begins digits after a backslash. */
const BEGINS_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[uUx0-7]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** 1 for white space and what may begin an escape. */
const IS_NO_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  isSpace(byte) || IS_ESCAPE[byte] === 1 ? 1 : 0,
);

/**
 * Tells by the grams around an escape that it is in no value, as most are. Of a run of 11 bytes, three are before its first
 * escape, or three after it; those before it are plain.
 */
export class EscapeGrams {
  readonly #grams: MaskGrams;
  readonly #used: UsedBytes;
  /** Whether there are forms of less than 11 bytes, which have other grams around an escape, too. */
  readonly #hasShort: boolean;
  /** Bytes before an escape, and it and what follows with escapes resolved. */
  readonly #near = Buffer.alloc(LEAD + FOUR_ESCAPES + 16);
  readonly #twice = Buffer.alloc(LEAD + FOUR_ESCAPES + 16);
  readonly #around = Buffer.alloc(LEAD + GRAM + 8);

  constructor(grams: MaskGrams, hasShort: boolean, used: UsedBytes) {
    this.#grams = grams;
    this.#hasShort = hasShort;
    this.#used = used;
  }

  /** Whether an escape may be in a part of a value. */
  mayHold(bytes: Uint8Array, length: number, at: number): boolean {
    const near = this.#near;
    const found = readEscape(bytes, at, length, near, LEAD);
    const next = at + (found >>> 3);
    const end = LEAD + (found & 7);
    let last = end;
    let isBlank = false;
    for (let from = next; from < length && last < end + LEAD; ) {
      const byte = bytes[from]!;
      const more = IS_ESCAPE[byte] === 1 ? readEscape(bytes, from, length, near, last) : 0;
      if (more === 0) near[last] = byte;
      // What follows may be an escape of an escape.
      else if (IS_ESCAPE[near[last]!] === 1) return true;
      isBlank ||= isSpace(near[last]!);
      last += more === 0 ? 1 : more & 7;
      from += more === 0 ? 1 : more >>> 3;
    }
    if (this.#hasGram(near, end, last)) return true;
    addLead(near, bytes, at);
    if (this.#hasLead(near)) return true;
    if (!isBlank) return false;
    last = resolveEscapes(bytes, next, length, near, end, end + ONE_ESCAPE);
    return this.#hasGram(near, end, withoutSpaces(near, end, last));
  }

  /** The same if the escape stands for what may begin another one. */
  mayHoldTwice(bytes: Uint8Array, length: number, at: number): boolean {
    const near = this.#near;
    const twice = this.#twice;
    const next = at + (readEscape(bytes, at, length, near, LEAD) >>> 3);
    const after = LEAD + 1;
    let last = resolveEscapes(bytes, next, length, near, after, after + 1);
    const follower = near[after]!;
    if (last === after || !mayBeginEscape(near[LEAD]!, follower)) return false;
    // Most are a symbol after a backslash.
    if (near[LEAD] !== BACKSLASH || BEGINS_DIGITS[follower] === 1) {
      last = resolveEscapes(bytes, next, length, near, after, LEAD + ONE_ESCAPE);
    }
    const count = readEscape(near, LEAD, last, twice, LEAD) & 7;
    if (count === 0 || !this.#used.isAnyUsed(twice, LEAD, LEAD + count)) return false;
    last = resolveEscapes(bytes, next, length, near, after, LEAD + FOUR_ESCAPES);
    last = resolveEscapes(near, LEAD, last, twice, LEAD, LEAD + count + LEAD);
    if (this.#hasGram(twice, LEAD + count, last)) return true;
    addLead(twice, bytes, at);
    return this.#hasLead(twice);
  }

  /**
   * Whether what is before and after white space may follow one another in a value.
   *
   * @param next the position after the white space.
   * @param isEscaped whether escapes after it are resolved.
   */
  mayJoin({ bytes, length }: MaskView, at: number, next: number, isEscaped: boolean): boolean {
    const around = this.#around;
    if (at >= LEAD && next + LEAD <= length && isPlain(bytes, at - LEAD) && isPlain(bytes, next)) {
      addLead(around, bytes, at);
      for (let index = 0; index < LEAD; index += 1) around[LEAD + index] = bytes[next + index]!;
      return this.#hasLead(around);
    }
    let first = LEAD;
    for (let index = at - 1; first > 0 && index >= 0 && at - index <= BEFORE; index -= 1) {
      if (!isSpace(bytes[index]!)) around[--first] = bytes[index]!;
    }
    if (first === LEAD) return false;
    let last = LEAD;
    for (let from = next, left = 2 * ONE_ESCAPE; from < length && left > 0; left -= 1) {
      const byte = bytes[from]!;
      const found = isEscaped && IS_ESCAPE[byte] === 1 ? readEscape(bytes, from, length, around, last) : 0;
      if (found === 0) around[last] = byte;
      from += found === 0 ? 1 : found >>> 3;
      if (isSpace(around[last]!)) continue;
      last += found === 0 ? 1 : found & 7;
      if (last >= LEAD + LEAD) break;
    }
    return last > LEAD && this.#hasLead(around);
  }

  /** Whether a gram that begins in what an escape stands for, which ends at a position, may be one of a form. */
  #hasGram(bytes: Uint8Array, end: number, last: number): boolean {
    for (let at = LEAD; at < end && at + GRAM <= last; at += 1) {
      if (this.#grams.has(bytes, at)) return true;
    }
    return false;
  }

  /** The same for one that ends with its first byte, or begins with the byte before it. */
  #hasLead(bytes: Uint8Array): boolean {
    if (this.#grams.has(bytes, 0) || this.#grams.has(bytes, LEAD - 1)) return true;
    return this.#hasShort && this.#grams.has(bytes, 1);
  }
}

/** Puts the bytes before a position to the front. */
function addLead(to: Uint8Array, bytes: Uint8Array, at: number): void {
  for (let index = 1; index <= LEAD; index += 1) to[LEAD - index] = at >= index ? bytes[at - index]! : 0;
}

/** Whether none of three bytes is white space or the beginning of an escape. */
function isPlain(bytes: Uint8Array, at: number): boolean {
  return (IS_NO_PLAIN[bytes[at]!]! | IS_NO_PLAIN[bytes[at + 1]!]! | IS_NO_PLAIN[bytes[at + 2]!]!) === 0;
}
