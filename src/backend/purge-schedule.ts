import { errorOrigin, type Log } from '../log';

/** Something that shreds what is due, and returns how much that was. */
export interface Purge {
  purge(now: Date, signal: AbortSignal): Promise<number>;
}

/** Runs purges again and again, in the background of a gateway. A failure is logged and tried later. */
export class PurgeSchedule {
  readonly #purges: readonly (readonly [message: string, purge: Purge])[];
  readonly #log: Log;
  readonly #intervalMs: number;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  /**
   * @param purges what to run, each with the message to log when it has shredded something.
   * @param intervalMs the pause between two runs.
   */
  constructor(parts: {
    purges: readonly (readonly [message: string, purge: Purge])[];
    log: Log;
    intervalMs: number;
  }) {
    this.#purges = parts.purges;
    this.#log = parts.log;
    this.#intervalMs = parts.intervalMs;
  }

  /** Purges now, and then after every pause. */
  start(): void {
    if (this.#ending.signal.aborted) return;
    this.#running = this.#purge().then(() => {
      if (this.#ending.signal.aborted) return;
      this.#timer = setTimeout(() => this.start(), this.#intervalMs).unref();
    });
  }

  /** Starts no further purge and waits until a running one has finished its batch. Never rejects. */
  close(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    return this.#running;
  }

  async #purge(): Promise<void> {
    for (const [message, each] of this.#purges) {
      try {
        const count = await each.purge(new Date(), this.#ending.signal);
        if (count > 0) this.#log.info(message, { count });
      } catch (error) {
        this.#log.error('purge failed', errorOrigin(error));
      }
    }
  }
}
