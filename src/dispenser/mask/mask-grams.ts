import { randomInt } from 'node:crypto';
import { FOLD, wordAt } from './folded-bytes';

/** How many bytes a gram has. */
export const GRAM = 4;
/** For each gram, so many bits (as a power of 2): one that is in no form is found as seldom as 1 in 32. */
const BITS_PER_GRAM = 5;
const [LEAST_BITS, MOST_BITS] = [19, 26];

/**
 * All sequences of 4 bytes in the forms, letters in any case, in a Bloom filter with one hash (Bloom, 1970): each of them
 * is found, and few others. It tells in a few nanoseconds that a place is not worth a closer look.
 */
export class MaskGrams {
  readonly #bits: Int32Array;
  readonly #shift: number;
  // Chosen at random, so that nobody can make texts whose grams collide with those of values.
  readonly #factor = (randomInt(2 ** 31) * 2 + 1) | 0;

  /** @param capacity how many grams are added at most. */
  constructor(capacity: number) {
    const bits = Math.ceil(Math.log2(capacity + 1)) + BITS_PER_GRAM;
    const size = Math.max(LEAST_BITS, Math.min(bits, MOST_BITS));
    this.#shift = 32 - size;
    this.#bits = new Int32Array(2 ** (size - 5));
  }

  /** Adds the gram at a position. */
  add(bytes: Uint8Array, at: number): void {
    const hash = Math.imul(wordAt(bytes, at), this.#factor) >>> this.#shift;
    this.#bits[hash >>> 5] = this.#bits[hash >>> 5]! | (1 << (hash & 31));
  }

  /** Whether the gram at a position may be one of a form. */
  has(bytes: Uint8Array, at: number): boolean {
    return this.hasWord(wordAt(bytes, at));
  }

  /** As {@link has}, for 4 bytes as {@link wordAt} reads them. */
  hasWord(word: number): boolean {
    const hash = Math.imul(word, this.#factor) >>> this.#shift;
    return ((this.#bits[hash >>> 5]! >>> (hash & 31)) & 1) !== 0;
  }

  /**
   * Looks at every second word of 4 bytes.
   *
   * @param words not folded, in the byte order of the machine.
   * @param onFound receives the index of each word that may be a gram of a form.
   */
  search(words: Int32Array, onFound: (index: number) => void): void {
    const bits = this.#bits;
    const shift = this.#shift;
    const factor = this.#factor;
    for (let index = 0; index < words.length; index += 2) {
      const hash = Math.imul(words[index]! | FOLD, factor) >>> shift;
      if (((bits[hash >>> 5]! >>> (hash & 31)) & 1) !== 0) onFound(index);
    }
  }
}
