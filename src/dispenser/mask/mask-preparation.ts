import { setImmediate as nextTurn } from 'node:timers/promises';
import { MaskPatterns } from './mask-patterns';

/** Values with fewer bytes are prepared at once, which takes a few milliseconds. */
const AT_ONCE_BYTES = 1024;
/** For so many milliseconds at a time, the process does nothing else. */
const SLICE_MS = 5;

/**
 * Prepares patterns without keeping the process from its other work: long values in slices, and those of one request after
 * those of another, so that many requests take no more of each turn than one.
 */
export class MaskPreparation {
  #last: Promise<unknown> = Promise.resolve();

  /** The patterns of values. */
  async patternsOf(values: readonly Uint8Array[]): Promise<MaskPatterns> {
    const bytes = values.reduce((sum, { length }) => sum + length, 0);
    if (bytes < AT_ONCE_BYTES) return new MaskPatterns(values);
    const made = this.#last.then(() => MaskPatterns.prepared(values, slices()));
    this.#last = made.catch(() => undefined);
    return made;
  }
}

/** A function that lets other work run when a slice is over. */
function slices(): () => Promise<void> {
  let end = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < end) return;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  };
}
