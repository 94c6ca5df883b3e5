import type { MaskView, ViewMemory } from './mask-view';

/**
 * Reads the escape that begins at a position, and writes what it stands for.
 *
 * @returns its length in the bytes that were read, times 8, plus the number of bytes written, at most 4; 0 for no escape.
 */
type EscapeReader = (from: Uint8Array, at: number, end: number, to: Uint8Array, count: number) => number;

/** How an encoding writes escapes. */
export interface EscapeSyntax {
  readonly name: string;
  /** The bytes with which an escape begins. */
  readonly triggers: readonly number[];
  readonly read: EscapeReader;
}

/** Another view with its escapes resolved. */
export class EscapedView implements MaskView {
  readonly bytes: Buffer;
  readonly length: number;
  readonly #base: MaskView;
  /** For each piece: its first position here and in the base, and the width of its escape there; 0 for plain bytes. */
  readonly #pieces: readonly number[];

  private constructor(base: MaskView, bytes: Buffer, length: number, pieces: readonly number[]) {
    this.#base = base;
    this.bytes = bytes;
    this.length = length;
    this.#pieces = pieces;
  }

  /** @param slot names the memory to use. @returns undefined if there is no escape. */
  static of(
    base: MaskView,
    { triggers, read }: EscapeSyntax,
    memory: ViewMemory,
    slot: string,
  ): EscapedView | undefined {
    const { bytes: from, length: end } = base;
    // What an escape stands for is never longer than the escape.
    const bytes = memory.bytes(slot, end + 4);
    const first = firstEscape(base, triggers, read, bytes);
    if (first === end) return undefined;
    bytes.set(from.subarray(0, first));
    const pieces = [0, 0, 0];
    let count = first;
    const isTrigger = new Uint8Array(256);
    for (const trigger of triggers) isTrigger[trigger] = 1;
    for (let at = first; at < end; ) {
      const byte = from[at]!;
      const found = isTrigger[byte] === 1 ? read(from, at, end, bytes, count) : 0;
      if (found === 0) {
        bytes[count++] = byte;
        at += 1;
        continue;
      }
      pieces.push(count, at, found >>> 3);
      count += found & 7;
      at += found >>> 3;
      pieces.push(count, at, 0);
    }
    return new EscapedView(base, bytes, count, pieces);
  }

  startOf(index: number): number {
    const piece = this.#pieceOf(index);
    const from = this.#pieces[piece + 1]!;
    return this.#base.startOf(this.#pieces[piece + 2] === 0 ? from + index - this.#pieces[piece]! : from);
  }

  endOf(index: number): number {
    const piece = this.#pieceOf(index);
    const from = this.#pieces[piece + 1]!;
    const width = this.#pieces[piece + 2]!;
    return this.#base.endOf(width === 0 ? from + index - this.#pieces[piece]! : from + width - 1);
  }

  /** The last piece that begins at or before a position. */
  #pieceOf(index: number): number {
    let [low, high] = [0, this.#pieces.length / 3 - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pieces[middle * 3]! <= index) low = middle;
      else high = middle - 1;
    }
    return low * 3;
  }
}

/** The position of the first escape; the end if there is none. */
function firstEscape(
  { bytes, length }: MaskView,
  triggers: readonly number[],
  read: EscapeReader,
  scratch: Uint8Array,
): number {
  const used = bytes.subarray(0, length);
  let first = length;
  for (const trigger of triggers) {
    for (let at = used.indexOf(trigger); at >= 0 && at < first; at = used.indexOf(trigger, at + 1)) {
      if (read(bytes, at, length, scratch, 0) !== 0) first = at;
    }
  }
  return first;
}
