import { randomInt } from 'node:crypto';
import { LOWER, SAME, sharedLength, wordAt } from './folded-bytes';
import type { MaskedForm } from './mask-encodings';
import { GRAM, MaskGrams } from './mask-grams';
import { markFound, type OnRegion } from './mask-region';
import type { MaskView } from './mask-view';

/** What the index compares: 8 bytes, at every multiple of 4 in what is searched. */
const WINDOW = 8;
/** A run of so many bytes holds a window at a multiple of 4, wherever it begins. */
export const LEAST_INDEXED = WINDOW + 3;
/** From this many on, places of a form that begin with the same window are not told apart. */
const MOST_ALIKE = 32;
/** In how many bytes at least a window is known. A part of a code that is cut by an escape still holds one. */
const LONGEST_PERIOD = 11;
/** So many bytes of a form are added in one step, which takes a few milliseconds at most. */
const STEP = 1024;

/**
 * Finds runs of forms. Windows of 8 bytes of every form are in a hash table; what is searched is looked up at every
 * multiple of 4. Of a longer run, four windows in a row of each so many are enough: one of them is at a multiple of 4.
 * Memory and time to build are proportional to the length of the forms.
 */
export class MaskIndex {
  /** The grams of all forms, also of those that are left out here. */
  readonly grams: MaskGrams;
  readonly #forms: readonly MaskedForm[];
  /** The forms, one after the other, and where each begins. */
  readonly #text: Uint8Array;
  readonly #starts: Int32Array;
  /** A bit for each hash, and for its upper bits the last window in the table, plus 1. */
  readonly #filter: Int32Array;
  readonly #filterShift: number;
  readonly #heads: Int32Array;
  readonly #headShift: number;
  /** For each window, its position in the text, and the window before with the same upper bits, plus 1. */
  readonly #places: Int32Array;
  readonly #links: Int32Array;
  #count = 0;
  readonly #crowded = new Set<number>();
  // Chosen at random, so that nobody can make values whose windows collide.
  readonly #first = (randomInt(2 ** 31) * 2 + 1) | 0;
  readonly #second = (randomInt(2 ** 31) * 2 + 1) | 0;

  /**
   * The index of forms, built in steps.
   *
   * @param pause called between the steps.
   */
  static async prepared(forms: readonly MaskedForm[], pause: () => Promise<void>): Promise<MaskIndex> {
    const index = new MaskIndex(forms, false);
    for (const _ of index.#adding()) await pause();
    return index;
  }

  /**
   * @param forms those with runs of less than 11 bytes are left out.
   * @param isComplete false for an index without windows yet.
   */
  constructor(forms: readonly MaskedForm[], isComplete = true) {
    this.#forms = forms.filter(({ run }) => run >= LEAST_INDEXED);
    this.#starts = new Int32Array(this.#forms.length + 1);
    for (const [index, { bytes }] of this.#forms.entries()) {
      this.#starts[index + 1] = this.#starts[index]! + bytes.length;
    }
    const total = this.#starts.at(-1)!;
    this.grams = new MaskGrams(forms.reduce((sum, { bytes }) => sum + bytes.length, 0));
    for (const { run, bytes } of forms) {
      for (let at = 0; run < LEAST_INDEXED && at + GRAM <= bytes.length; at += 1) this.grams.add(bytes, at);
    }
    this.#text = new Uint8Array(total);
    for (const [index, { bytes }] of this.#forms.entries()) this.#text.set(bytes, this.#starts[index]!);
    const windows = this.#forms.reduce((sum, form) => sum + windowCount(form), 0);
    const bits = Math.max(8, Math.ceil(Math.log2(windows + 1)));
    this.#heads = new Int32Array(2 ** bits);
    this.#headShift = 32 - bits;
    this.#filterShift = 32 - Math.min(bits + 5, 26);
    this.#filter = new Int32Array(2 ** (27 - this.#filterShift));
    this.#places = new Int32Array(windows);
    this.#links = new Int32Array(windows);
    if (isComplete) for (const _ of this.#adding());
  }

  /** Finds all runs in a view. */
  search(view: MaskView, onRegion: OnRegion): void {
    if (this.#forms.length === 0) return;
    const words = new Int32Array(view.bytes.buffer, view.bytes.byteOffset, view.length >> 2);
    // Of the two words of a window at a multiple of 4, one is at a multiple of 8.
    this.grams.search(words, (index) => {
      if (index > 0) this.#check(view, (index - 1) * 4, onRegion);
      if (index + 1 < words.length) this.#check(view, index * 4, onRegion);
    });
  }

  /** Whether the bytes from a position up to another hold a window of a form. */
  holds(bytes: Uint8Array, from: number, end: number): boolean {
    for (let at = from; at + WINDOW <= end; at += 1) {
      if (this.hasWindow(bytes, at)) return true;
    }
    return false;
  }

  /** Whether a window of a form is at a position. */
  hasWindow(bytes: Uint8Array, at: number): boolean {
    const hash = this.#hashAt(bytes, at);
    const bit = hash >>> this.#filterShift;
    return ((this.#filter[bit >>> 5]! >>> (bit & 31)) & 1) !== 0 && this.#isWindow(bytes, at, hash);
  }

  #hashAt(bytes: Uint8Array, at: number): number {
    return (Math.imul(wordAt(bytes, at), this.#first) + Math.imul(wordAt(bytes, at + 4), this.#second)) | 0;
  }

  /** Adds the windows of all forms. Yields after each {@link STEP} bytes. */
  *#adding(): Generator<void> {
    for (const [index, form] of this.#forms.entries()) yield* this.#add(form, index);
  }

  *#add(form: MaskedForm, index: number): Generator<void> {
    const start = this.#starts[index]!;
    const end = this.#starts[index + 1]!;
    const period = periodOf(form);
    for (let at = start; at + GRAM <= end; at += 1) {
      if ((at - start) % STEP === 0) yield;
      this.grams.add(this.#text, at);
      if (at + WINDOW > end) continue;
      if ((at - start) % period >= 4) continue;
      const hash = this.#hashAt(this.#text, at);
      const head = hash >>> this.#headShift;
      if (this.#isKnown(form, index, at, this.#heads[head]!)) continue;
      this.#places[this.#count] = at;
      this.#links[this.#count] = this.#heads[head]!;
      this.#count += 1;
      this.#heads[head] = this.#count;
      const bit = hash >>> this.#filterShift;
      this.#filter[bit >>> 5] = this.#filter[bit >>> 5]! | (1 << (bit & 31));
    }
  }

  /** True if a window adds nothing: one in the table finds the same runs, or too many begin alike. */
  #isKnown(form: MaskedForm, index: number, at: number, head: number): boolean {
    const reach = form.run - WINDOW;
    const isInside = at - reach >= this.#starts[index]! && at + WINDOW + reach <= this.#starts[index + 1]!;
    let alike = 0;
    for (let link = head; link !== 0; link = this.#links[link - 1]!) {
      const other = this.#places[link - 1]!;
      if (!this.#isSame(form, at, other, WINDOW)) continue;
      const place = this.#formAt(other);
      const { run, isExact, isText } = this.#forms[place]!;
      if (run !== form.run || isExact !== form.isExact || isText !== form.isText) continue;
      const isOtherInside =
        other - reach >= this.#starts[place]! && other + WINDOW + reach <= this.#starts[place + 1]!;
      if (isInside && isOtherInside && this.#isSame(form, at - reach, other - reach, WINDOW + 2 * reach))
        return true;
      alike += 1;
      if (alike < MOST_ALIKE) continue;
      this.#crowded.add(other);
      return true;
    }
    return false;
  }

  #isSame(form: MaskedForm, at: number, other: number, length: number): boolean {
    const fold = form.isExact ? SAME : LOWER;
    return sharedLength(this.#text, at, this.#text, other, length, fold) === length;
  }

  #isWindow(bytes: Uint8Array, at: number, hash: number): boolean {
    for (let link = this.#heads[hash >>> this.#headShift]!; link !== 0; link = this.#links[link - 1]!) {
      const fold = this.#forms[this.#formAt(this.#places[link - 1]!)]!.isExact ? SAME : LOWER;
      if (sharedLength(bytes, at, this.#text, this.#places[link - 1]!, WINDOW, fold) === WINDOW) return true;
    }
    return false;
  }

  /** Compares the window at a position of a view, and what is around it, with all places of the forms. */
  #check(view: MaskView, at: number, onRegion: OnRegion): void {
    const hash = this.#hashAt(view.bytes, at);
    const bit = hash >>> this.#filterShift;
    if (((this.#filter[bit >>> 5]! >>> (bit & 31)) & 1) === 0) return;
    const head = hash >>> this.#headShift;
    for (let link = this.#heads[head]!; link !== 0; link = this.#links[link - 1]!) {
      this.#compare(view, at, this.#places[link - 1]!, onRegion);
    }
  }

  #compare(view: MaskView, at: number, place: number, onRegion: OnRegion): void {
    const index = this.#formAt(place);
    const form = this.#forms[index]!;
    const fold = form.isExact ? SAME : LOWER;
    const text = this.#text;
    const { bytes, length } = view;
    if (sharedLength(bytes, at, text, place, WINDOW, fold) < WINDOW) return;
    const reach = form.run - WINDOW;
    if (this.#crowded.has(place)) {
      const start = Math.max(0, at - reach);
      markFound(view, form, start, Math.min(length, at + WINDOW + reach), false, onRegion);
      return;
    }
    const [first, end] = [this.#starts[index]!, this.#starts[index + 1]!];
    const most = Math.min(WINDOW + reach, end - place, length - at);
    const after = sharedLength(bytes, at, text, place, most, fold);
    let before = 0;
    while (before < reach && place - before > first && at - before > 0) {
      if (fold[bytes[at - before - 1]!] !== fold[text[place - before - 1]!]) break;
      before += 1;
    }
    // A part of a code that a line end or an escape cuts is shorter.
    const least = form.isText ? form.run : Math.min(form.run, LEAST_INDEXED);
    if (before + after < least) return;
    markFound(view, form, at - before, at + after, place + after === end, onRegion);
  }

  /** The form at a position of the text. */
  #formAt(position: number): number {
    let [low, high] = [0, this.#forms.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Windows at 4 positions of each period are in the table: a run holds all 4 of one, at least. */
function periodOf({ run }: MaskedForm): number {
  return Math.max(4, Math.min(run - WINDOW - 2, LONGEST_PERIOD));
}

function windowCount(form: MaskedForm): number {
  const period = periodOf(form);
  return Math.max(0, Math.ceil((form.bytes.length - WINDOW + 1) / period)) * 4;
}
