import { Transform, type TransformCallback } from 'node:stream';
import { MASK } from '../../core/plaintext';
import { MaskBeginnings } from './mask-beginnings';
import { valueParts } from './mask-parts';
import { LONGEST_RUN_BYTES, MaskPatterns } from './mask-patterns';
import { mayBeWord } from './mask-strength';

const MASK_BYTES = Buffer.from(MASK);

/** How a {@link MaskStream} works. */
export interface MaskStreamOptions {
  /**
   * After this time without output, in milliseconds, bytes are written that may begin a part of a value, but not a value.
   * Left out, they are held back until the next bytes decide.
   */
  readonly releaseAfterMs?: number;
}

/**
 * Builds what finds the values in all their forms, with their lines and the strings of JSON. A value or part that may be a
 * common word is masked as a whole word only. Output streams of one process share it.
 */
export function maskPatterns(values: readonly Uint8Array[]): MaskPatterns {
  const all = values.flatMap((value) => [value, ...valueParts(value)]);
  return new MaskPatterns(
    all.filter((value) => !mayBeWord(value)),
    all.filter(mayBeWord),
  );
}

/**
 * Replaces values with the mask, even across chunks. Overlapping occurrences are masked together, so that no byte of any
 * of them passes. Only bytes that may begin an occurrence are held back, and only until the next bytes decide: a prompt
 * without a line end appears at once.
 */
export class MaskStream extends Transform {
  #patterns: MaskPatterns;
  #beginnings: MaskBeginnings;
  /** The last bytes: those that are held back, after some that have been written. Their first position in the stream. */
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  /** Position up to which bytes are written or masked. */
  #passed = 0;
  /** The end of the last mask that was written. An occurrence that overlaps it needs no other mask. */
  #maskEnd = 0;
  readonly #releaseAfterMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(patterns: MaskPatterns, { releaseAfterMs }: MaskStreamOptions = {}) {
    super();
    this.#patterns = patterns;
    this.#beginnings = new MaskBeginnings(patterns.forms);
    this.#releaseAfterMs = releaseAfterMs;
  }

  /** Searches for other patterns from now on, starting with the bytes that are held back. */
  replace(patterns: MaskPatterns): void {
    this.#patterns = patterns;
    this.#beginnings = new MaskBeginnings(patterns.forms);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#stopWaiting();
    const bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const { possible, whole } = this.#beginnings.heldBack(bytes);
    this.#write(bytes, bytes.length - possible);
    if (this.#releaseAfterMs !== undefined && whole < possible)
      this.#releaseLater(this.#releaseAfterMs, whole);
    callback();
  }

  override _flush(callback: TransformCallback): void {
    this.#stopWaiting();
    this.#write(this.#bytes, this.#bytes.length);
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stopWaiting();
    callback(error);
  }

  /** Output that has arrived by then comes first: it may decide. */
  #releaseLater(afterMs: number, kept: number): void {
    this.#timer = setTimeout(() => {
      this.#immediate = setImmediate(() => {
        this.#write(this.#bytes, this.#bytes.length - kept);
      });
    }, afterMs);
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  /** Writes bytes, with the occurrences in them masked. @param until a position in them. */
  #write(bytes: Buffer, until: number): void {
    const base = this.#base;
    const pieces: Buffer[] = [];
    const take = (end: number) => {
      if (base + end <= this.#passed) return;
      pieces.push(bytes.subarray(this.#passed - base, end));
      this.#passed = base + end;
    };
    for (const { start, end } of this.#patterns.find(bytes)) {
      if (start > until) break;
      if (base + end <= this.#passed) continue;
      take(start);
      if (base + start >= this.#maskEnd) pieces.push(MASK_BYTES);
      this.#passed = base + end;
      this.#maskEnd = base + end;
    }
    take(until);
    const kept = Math.max(0, Math.min(this.#passed - base, bytes.length - LONGEST_RUN_BYTES));
    this.#bytes = bytes.subarray(kept);
    this.#base = base + kept;
    const output = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    if (output.length > 0) this.push(output);
  }
}
