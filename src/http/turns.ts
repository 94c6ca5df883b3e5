import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long pieces of work, one in a turn of the event loop, so that a short request waits for at most one of them. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves in a turn of its own, after all that were asked for before. */
  next(): Promise<unknown> {
    this.#last = this.#last.then(() => nextTurn());
    return this.#last;
  }
}
