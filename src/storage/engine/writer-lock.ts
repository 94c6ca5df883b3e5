import { Unavailable } from '../../core/errors';

/**
 * SQLite has one writer. Units of work take turns here, first come first served, so that none starves and none begins
 * its transaction on a connection that is in the middle of another one.
 */
export class WriterLock {
  readonly #waiting: (() => void)[] = [];
  #isHeld = false;

  /** @param waitMs how long one waits for its turn before it gives up. */
  constructor(private readonly waitMs: number) {}

  /** Runs the work alone. @throws Unavailable when its turn did not come in time. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isHeld) await this.#turn();
    this.#isHeld = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The lock is handed over and never free in between, or a newcomer could pass those who wait.
      if (next === undefined) this.#isHeld = false;
      else next();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        reject(new Unavailable());
      }, this.waitMs);
      this.#waiting.push(begin);
    });
  }
}
