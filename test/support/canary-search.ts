import type { CanaryForm } from './canary-forms';

/** A run of bytes that matches a part of a form: `start` and `end` in the haystack. */
export interface Match {
  readonly form: CanaryForm;
  readonly start: number;
  readonly end: number;
}

const GRAM = 4;
// Jest looks globals up slowly in its sandbox: `Math.imul` in the loop takes far longer than all the rest.
const { imul } = Math;

/**
 * Finds in one pass every maximal run that is a part of a form and at least as long as the form's window.
 *
 * A run of w bytes holds a whole 4-byte gram at a position divisible by w - 3. So it is enough to look at every such
 * position whether a gram of any form begins there, and to extend the few that do to both sides.
 */
export class FormIndex {
  readonly #stride: number;
  /** One byte for each 16-bit hash of a gram: most positions are dismissed with one look. */
  readonly #hashes = new Uint8Array(1 << 16);
  readonly #gramPositions = new Map<number, { form: CanaryForm; at: number }[]>();

  constructor(forms: readonly CanaryForm[]) {
    this.#stride = Math.min(...forms.map((form) => form.window)) - GRAM + 1;
    for (const form of forms) {
      for (let at = 0; at + GRAM <= form.bytes.length; at++) {
        const gram = form.bytes.readInt32LE(at);
        this.#hashes[hash(gram)] = 1;
        this.#gramPositions.set(gram, [...(this.#gramPositions.get(gram) ?? []), { form, at }]);
      }
    }
  }

  /** All matches, in the order of their first byte; one that lies within a longer one is left out. */
  search(haystack: Uint8Array): Match[] {
    const matches = new Map<string, Match>();
    const last = haystack.length - GRAM;
    const [hashes, stride] = [this.#hashes, this.#stride];
    for (let position = 0; position <= last; position += stride) {
      const gram =
        haystack[position]! |
        (haystack[position + 1]! << 8) |
        (haystack[position + 2]! << 16) |
        (haystack[position + 3]! << 24);
      if (hashes[hash(gram)] === 0) continue;
      for (const { form, at } of this.#gramPositions.get(gram) ?? []) {
        const match = extend(haystack, position, form, at);
        if (match.end - match.start >= form.window) {
          matches.set(`${form.encoding} ${match.start} ${match.end}`, match);
        }
      }
    }
    return withoutCovered([...matches.values()]);
  }
}

function hash(gram: number): number {
  return imul(gram, 0x9e3779b1) >>> 16;
}

function extend(haystack: Uint8Array, position: number, form: CanaryForm, at: number): Match {
  let start = position;
  let end = position + GRAM;
  for (let left = at; left > 0 && start > 0 && haystack[start - 1] === form.bytes[left - 1]; left--) start--;
  let right = at + GRAM;
  for (; right < form.bytes.length && end < haystack.length && haystack[end] === form.bytes[right]; right++)
    end++;
  return { form, start, end };
}

function withoutCovered(matches: Match[]): Match[] {
  matches.sort((one, other) => one.start - other.start || other.end - one.end);
  let reached = -1;
  return matches.filter(({ end }) => {
    if (end <= reached) return false;
    reached = end;
    return true;
  });
}
