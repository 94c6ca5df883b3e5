import { Unavailable } from '../../core/errors';

/**
 * SQLite has one writer. Units of work wait here, first come, first served, so that none starves and none begins a
 * transaction on a connection with another one open.
 */
export class WriterLock {
  readonly #waiting: (() => void)[] = [];
  #isHeld = false;

  /** @param waitMs how long a unit waits before it fails, in milliseconds. */
  constructor(private readonly waitMs: number) {}

  /** Runs the work while no other work runs. @throws Unavailable when the wait was too long. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isHeld) await this.#turn();
    this.#isHeld = true;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The lock is handed over without being free in between. Otherwise a newcomer could overtake the waiting units.
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
