import { Transform, type TransformCallback } from 'node:stream';
import { MASK } from '../../core/plaintext';
import { MaskAutomaton, START_STATE } from './mask-automaton';
import { maskedEncodings } from './mask-encodings';

const MASK_BYTES = Buffer.from(MASK);

/** Bytes to mask: from `start` up to but not including `end`, counted from the beginning of the stream. */
interface Region {
  readonly start: number;
  readonly end: number;
}

/** Builds the automaton for the values in all their encodings. Output streams of one process share it. */
export function maskPatterns(values: readonly Uint8Array[]): MaskAutomaton {
  return new MaskAutomaton(values.flatMap(maskedEncodings));
}

/**
 * Replaces every occurrence of a pattern with the mask, even across chunks. Overlapping occurrences are masked
 * together, so that no byte of any of them passes. Only bytes that may begin a pattern are held back, which is less
 * than the longest pattern, and only until the next bytes decide: a prompt without a line end appears at once.
 */
export class MaskStream extends Transform {
  #automaton: MaskAutomaton;
  #state = START_STATE;
  /** Bytes that are neither written nor masked yet. The first one has position `#passed` in the stream. */
  #held: Buffer = Buffer.alloc(0);
  #passed = 0;
  /** The end of the last mask that was written. An occurrence that overlaps it needs no other mask. */
  #maskEnd = 0;
  /** Occurrences that are not written yet, in order and without overlaps. */
  #regions: Region[] = [];

  constructor(automaton: MaskAutomaton) {
    super();
    this.#automaton = automaton;
  }

  /** Searches for other patterns from now on, starting with the bytes that are held back. */
  replace(automaton: MaskAutomaton): void {
    this.#automaton = automaton;
    this.#state = START_STATE;
    this.#search(this.#held, this.#passed);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const before = this.#passed + this.#held.length;
    this.#search(chunk, before);
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#write(before + chunk.length - this.#automaton.depth(this.#state));
    callback();
  }

  override _flush(callback: TransformCallback): void {
    this.#write(this.#passed + this.#held.length);
    callback();
  }

  #search(chunk: Uint8Array, before: number): void {
    const automaton = this.#automaton;
    let state = this.#state;
    for (let at = 0; at < chunk.length; at += 1) {
      if (state === START_STATE) {
        at = automaton.firstCandidate(chunk, at);
        if (at === chunk.length) break;
      }
      state = automaton.next(state, chunk[at]!);
      const length = automaton.matchAt(state);
      if (length > 0) this.#addRegion(before + at + 1 - length, before + at + 1);
      state = automaton.settled(state);
    }
    this.#state = state;
  }

  #addRegion(start: number, end: number): void {
    let first = start;
    for (
      let last = this.#regions.at(-1);
      last !== undefined && last.end > first;
      last = this.#regions.at(-1)
    ) {
      first = Math.min(first, last.start);
      this.#regions.pop();
    }
    this.#regions.push({ start: first, end });
  }

  /** Writes bytes. @param decided no pattern that can still be found begins before this position. */
  #write(decided: number): void {
    const pieces: Buffer[] = [];
    while (this.#regions[0] !== undefined && this.#regions[0].start <= decided) {
      const { start, end } = this.#regions.shift()!;
      if (start >= this.#maskEnd) pieces.push(this.#take(start), MASK_BYTES);
      this.#take(end);
      this.#maskEnd = end;
    }
    pieces.push(this.#take(decided));
    const output = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    if (output.length > 0) this.push(output);
  }

  /** Takes the held bytes up to this position. */
  #take(until: number): Buffer {
    const count = Math.max(0, until - this.#passed);
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#passed += taken.length;
    return taken;
  }
}
