import type { MaskedForm } from './mask-encodings';
import { LEAST_INDEXED } from './mask-index';
import { markFound, type OnRegion } from './mask-region';
import type { MaskView } from './mask-view';

/** How many bytes choose the forms to compare. No form is shorter. */
const PREFIX = 4;
/** Makes lower-case letters of four bytes. */
const FOLD = 0x20202020;
const FILTER_BITS = 16;
const MULTIPLIER = 0x9e3779b1;

/** Finds forms that are too short for {@link MaskIndex}: each as a whole, wherever it begins. */
export class ShortForms {
  readonly #forms = new Map<number, MaskedForm[]>();
  readonly #filter = new Uint8Array(2 ** FILTER_BITS);

  /** @param forms those with runs of 11 bytes and more are left out. */
  constructor(forms: readonly MaskedForm[]) {
    for (const form of forms) {
      if (form.run >= LEAST_INDEXED) continue;
      const [a, b, c, d] = form.bytes as unknown as readonly [number, number, number, number];
      const prefix = (a << 24) | (b << 16) | (c << 8) | d | FOLD;
      this.#filter[hashOf(prefix)] = 1;
      const list = this.#forms.get(prefix);
      if (list === undefined) this.#forms.set(prefix, [form]);
      else list.push(form);
    }
  }

  /** How many beginnings of forms there are. */
  get size(): number {
    return this.#forms.size;
  }

  /** Finds all forms in a view. */
  search(view: MaskView, onRegion: OnRegion): void {
    if (this.#forms.size === 0) return;
    const { bytes, length } = view;
    const filter = this.#filter;
    let prefix = 0;
    for (let at = 0; at < length; at += 1) {
      prefix = (prefix << 8) | bytes[at]! | 0x20;
      if (filter[hashOf(prefix)] === 0 || at < PREFIX - 1) continue;
      const start = at + 1 - PREFIX;
      for (const form of this.#forms.get(prefix) ?? []) {
        const shared = sharedLength(form, bytes, start, length);
        if (shared < form.run) continue;
        markFound(view, form, start, start + shared, shared === form.bytes.length, onRegion);
      }
    }
  }

  /** Whether the bytes from a position up to another may hold the beginning of a form. */
  holds(bytes: Uint8Array, from: number, end: number): boolean {
    if (this.#forms.size === 0) return false;
    let prefix = 0;
    for (let at = from; at < end; at += 1) {
      prefix = (prefix << 8) | bytes[at]! | 0x20;
      if (this.#filter[hashOf(prefix)] !== 0 && at - from >= PREFIX - 1 && this.#forms.has(prefix))
        return true;
    }
    return false;
  }
}

function hashOf(prefix: number): number {
  return Math.imul(prefix, MULTIPLIER) >>> (32 - FILTER_BITS);
}

/** How many bytes from a position on are those of the form. */
function sharedLength(form: MaskedForm, bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  while (length < form.bytes.length && start + length < end) {
    const [here, there] = [bytes[start + length]!, form.bytes[length]!];
    if (here !== there && (form.isExact || lower(here) !== lower(there))) break;
    length += 1;
  }
  return length;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
