import { EscapedView } from './escaped-view';
import type { MaskedForm } from './mask-encodings';
import { everyView, LONGEST_RUN_BYTES } from './mask-patterns';
import { isSpace, JoinedView, type MaskView, PlainView, ViewMemory } from './mask-view';
import { DECIMAL_LIST, HEX_LIST } from './number-list';
import { IS_ESCAPE } from './special-bytes';

/** How many bytes of a view are compared at most. A form is masked before it is as long. */
const MOST_BYTES = 64;
/** So many bytes of a code are its beginning; fewer would be the end of many words. */
const GRAM = 4;
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
);

/** The beginning of an escape at the end of a text. */
const CUT_ESCAPE =
  /(?:(?:\\ud[89ab][0-9a-f]{2})?\\(?:u[0-9a-f]{0,4}|u\{[0-9a-f]{0,6}|U[0-9a-f]{0,7}|x[0-9a-f]?|[0-3][0-7]?)?|%(?:[0-9a-f]|u[0-9a-f]{0,3})?|&(?:#x?[0-9a-f]{0,9}|[a-z0-9]{0,8})?|=(?:[0-9a-f]|\r)?)$/i;
const CUT_ESCAPE_BYTES = 16;

/** The last number of a list, which may lack digits, and the separators after it. */
const LIST_END = /(?<![a-z0-9])(0x[0-9a-f]{0,2}|[0-9a-f]{1,3})([ ,:;\t\r\n-]{0,16})$/i;

/** If there is no escape in so many bytes at the end, none changes the last ones. */
const PLAIN_END = 48;
const QUOTED = 0x3d;

/** How many bytes at the end to hold back. */
export interface HeldBack {
  /** Those that may begin something that is masked. */
  readonly possible: number;
  /** Those that are the beginning of a whole value, if the next bytes are those of the value. */
  readonly whole: number;
}

/** Tells whether the end of the bytes so far may be the beginning of something that is masked. */
export class MaskBeginnings {
  readonly #forms: readonly MaskedForm[];
  /** The first 1 to 3 bytes at all places where a run of a text may begin. */
  readonly #starts = new Set<number>();
  readonly #byFirst = new Map<number, MaskedForm[]>();
  /** A bit for the hash of each 4 bytes that follow one another in a form. */
  #grams: Uint8Array | undefined;
  #shift = 0;
  readonly #memory = new ViewMemory();

  constructor(forms: readonly MaskedForm[]) {
    this.#forms = forms;
  }

  /** Looks at the end of the bytes. */
  heldBack(bytes: Uint8Array): HeldBack {
    if (this.#forms.length === 0 || bytes.length === 0) return { possible: 0, whole: 0 };
    this.#prepare();
    const tail = bytes.subarray(Math.max(0, bytes.length - LONGEST_RUN_BYTES));
    const few = this.#fewHeldBack(tail);
    if (few !== undefined) return few;
    let [possible, whole] = [0, 0];
    // An escape that is cut may look like a shorter one.
    const cut = cutEscape(tail, tail.length);
    for (const end of new Set([tail.length, tail.length - cut])) {
      for (const view of everyView(tail.subarray(0, end), this.#memory)) {
        const last = view.length - (view instanceof JoinedView ? 0 : cutEscape(view.bytes, view.length));
        const count = this.#possible(view, last);
        const first = last - count;
        if (first < view.length) possible = Math.max(possible, tail.length - view.startOf(first));
        const certain = this.#whole(view, last, count);
        if (certain > 0) whole = Math.max(whole, tail.length - view.startOf(last - certain));
      }
    }
    return { possible: Math.max(possible, cut, this.#list(tail)), whole };
  }

  /** The answer for an end without escapes, lists and grams, as most have; undefined for any other. */
  #fewHeldBack(tail: Uint8Array): HeldBack | undefined {
    const least = tail.length - PLAIN_END;
    if (least < 0) return undefined;
    const joined = Buffer.alloc(GRAM);
    let missing = GRAM;
    for (let at = tail.length - 1; at >= least; at -= 1) {
      const byte = tail[at]!;
      if (byte === QUOTED || IS_ESCAPE[byte] === 1) return undefined;
      if (missing > 0 && !isSpace(byte)) joined[--missing] = byte;
    }
    if (missing > 0 || this.#hasGram(joined, 0) || this.#hasGram(tail, tail.length - GRAM)) return undefined;
    const end = new PlainView(tail.subarray(least), this.#memory);
    if (LIST_END.test(end.bytes.toString('latin1', 0, end.length))) return undefined;
    const possible = this.#possible(end, end.length);
    return { possible, whole: this.#whole(end, end.length, possible) };
  }

  /** How many bytes at the end may begin a list of numbers. The last number may lack digits. */
  #list(tail: Uint8Array): number {
    const text = Buffer.from(tail).toString('latin1');
    const found = LIST_END.exec(text);
    if (found === null) return 0;
    const complete = text.length - found[2]!.length;
    const cut = text.slice(0, complete - found[1]!.length).replace(/[ ,:;\t\r\n-]+$/, '').length;
    let held = found[2] === '' ? found[1]!.length : 0;
    for (const end of [complete, cut]) {
      for (const syntax of [HEX_LIST, DECIMAL_LIST]) {
        const plain = new PlainView(tail.subarray(0, end), this.#memory);
        const view = EscapedView.of(plain, syntax, this.#memory, syntax.name);
        if (view === undefined) continue;
        const count = this.#possible(view, view.length);
        if (count > 0) held = Math.max(held, tail.length - view.startOf(view.length - count));
      }
    }
    return held;
  }

  /** How many bytes before `end` may be the beginning of a run. */
  #possible(view: MaskView, end: number): number {
    const { bytes } = view;
    const least = Math.max(0, end - MOST_BYTES);
    let first = end;
    for (let at = end - GRAM; at >= least && this.#hasGram(bytes, at); at -= 1) first = at;
    if (first < end || view instanceof JoinedView) return end - first;
    for (let count = Math.min(GRAM - 1, end); count > 0; count -= 1) {
      if (this.#starts.has(keyOf(bytes, end - count, count))) return count;
      if (count > 1 && this.#whole(view, end, count) === count) return count;
    }
    return 0;
  }

  /** How many of these bytes are the first of a form. */
  #whole(view: MaskView, end: number, most: number): number {
    const { bytes } = view;
    for (let count = most; count > 0; count -= 1) {
      const at = end - count;
      const forms = this.#byFirst.get(LOWER[bytes[at]!]!) ?? [];
      if (forms.some((form) => isBeginning(form, bytes, at, count))) return count;
    }
    return 0;
  }

  #prepare(): void {
    if (this.#grams !== undefined) return;
    const total = this.#forms.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const bits = Math.min(26, Math.max(16, Math.ceil(Math.log2(total + 1)) + 7));
    this.#shift = 32 - bits;
    this.#grams = new Uint8Array(2 ** (bits - 3));
    for (const form of this.#forms) {
      const { bytes } = form;
      const first = LOWER[bytes[0]!]!;
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), form]);
      for (let at = 0; at + GRAM <= bytes.length; at += 1) {
        const hash = gramHash(bytes, at) >>> this.#shift;
        this.#grams[hash >>> 3] = this.#grams[hash >>> 3]! | (1 << (hash & 7));
      }
      if (!form.isText) continue;
      for (let at = 0; at <= bytes.length - form.run; at += 1) {
        for (let count = 1; count < GRAM; count += 1) this.#starts.add(keyOf(bytes, at, count));
      }
    }
  }

  #hasGram(bytes: Uint8Array, at: number): boolean {
    const hash = gramHash(bytes, at) >>> this.#shift;
    return ((this.#grams![hash >>> 3]! >>> (hash & 7)) & 1) !== 0;
  }
}

function isBeginning(form: MaskedForm, bytes: Uint8Array, at: number, count: number): boolean {
  if (count > form.bytes.length || (!form.isText && count < 2)) return false;
  for (let index = 0; index < count; index += 1) {
    const [here, there] = [bytes[at + index]!, form.bytes[index]!];
    if (here !== there && (form.isExact || LOWER[here] !== LOWER[there])) return false;
  }
  return true;
}

/** The length of an escape at the end that is not complete. */
function cutEscape(bytes: Uint8Array, length: number): number {
  const end = Buffer.from(bytes.subarray(Math.max(0, length - CUT_ESCAPE_BYTES), length)).toString('latin1');
  return CUT_ESCAPE.exec(end)?.[0].length ?? 0;
}

/** At most 3 bytes, and how many they are, as one number. */
function keyOf(bytes: Uint8Array, at: number, count: number): number {
  let key = count;
  for (let index = at; index < at + count; index += 1) key = key * 256 + LOWER[bytes[index]!]!;
  return key;
}

function gramHash(bytes: Uint8Array, at: number): number {
  const word =
    (LOWER[bytes[at]!]! << 24) |
    (LOWER[bytes[at + 1]!]! << 16) |
    (LOWER[bytes[at + 2]!]! << 8) |
    LOWER[bytes[at + 3]!]!;
  const mixed = Math.imul(word ^ (word >>> 15), 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b);
}
