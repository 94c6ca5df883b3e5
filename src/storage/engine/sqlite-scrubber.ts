const RETRY_MS = { first: 50, longest: 5000 };

/**
 * Empties the write-ahead log after deletions, in which the deleted pages would stay readable. A reader or another
 * process can be in the way: it is then tried again in the background until it worked.
 */
export class SqliteScrubber {
  readonly #checkpoint: () => Promise<boolean>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #delay = RETRY_MS.first;
  #isClosed = false;

  /** @param checkpoint one attempt; false, or an error, when it did not empty the log. */
  constructor(checkpoint: () => Promise<boolean>) {
    this.#checkpoint = checkpoint;
  }

  /** Resolves after one attempt that began after the call, whether it worked or goes on in the background. */
  scrub(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    // An attempt under way may have passed the caller's deletion; all who come now share the one after it.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  /** Ends the background attempts and makes a last one. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.scrub();
  }

  #start(): Promise<void> {
    this.#running = this.#attempt().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #attempt(): Promise<void> {
    clearTimeout(this.#timer);
    if (await this.#checkpoint().catch(() => false)) {
      this.#delay = RETRY_MS.first;
    } else if (!this.#isClosed) {
      this.#timer = setTimeout(() => void this.scrub(), this.#delay).unref();
      this.#delay = Math.min(this.#delay * 2, RETRY_MS.longest);
    }
  }
}
