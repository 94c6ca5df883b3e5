import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { MaskStream } from '../mask/mask-stream';

/** Each step gives the process the chance to read what has been written. */
const STEP_MS = 25;
/** So many steps without a byte mean that nothing of the child is left to read. */
const IDLE_STEPS = 4;
/** In so many steps, all that the child itself has written has passed: the system keeps a few hundred KB of it. */
const MAX_STEPS = 40;

/** Passes one output of a child on through a mask. */
export class ChildOutput {
  readonly #from: Readable;
  readonly #mask: MaskStream;
  readonly #to: Writable;
  readonly #passed: Promise<void>;
  #hasPassed = false;
  #bytes = 0;

  /** @param onClosed called when the reader of the output has closed it. */
  constructor(from: Readable, mask: MaskStream, to: Writable, onClosed: () => void) {
    this.#from = from;
    this.#mask = mask;
    this.#to = to;
    from.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
    });
    from.on('error', () => mask.end());
    from.pipe(mask);
    this.#passed = this.#pass(onClosed);
  }

  /**
   * Waits, after the exit of the child, until its output has passed. A process that the child has left behind may keep
   * the output open. So the wait also ends when nothing has come for a moment or when something came for too long. It
   * does not end for as long as the reader of the output has not taken what there is.
   *
   * @param interrupted ends the wait at once.
   */
  async drain(interrupted: AbortSignal): Promise<void> {
    const interruption = aborted(interrupted);
    let idle = 0;
    for (let step = 0; step < MAX_STEPS && idle < IDLE_STEPS; ) {
      const before = this.#bytes;
      await Promise.race([this.#passed, interruption, pause(STEP_MS)]);
      if (this.#hasPassed || interrupted.aborted) break;
      if (this.#to.writableNeedDrain || this.#mask.writableNeedDrain) continue;
      step += 1;
      idle = this.#bytes === before ? idle + 1 : 0;
    }
    this.#from.unpipe(this.#mask);
    this.#mask.end();
    await Promise.race([this.#passed, interruption]);
    this.#from.destroy();
  }

  async #pass(onClosed: () => void): Promise<void> {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') onClosed();
    };
    this.#to.once('error', onError);
    await pipeline(this.#mask, this.#to, { end: false }).catch(() => this.#from.destroy());
    this.#to.off('error', onError);
    this.#hasPassed = true;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
