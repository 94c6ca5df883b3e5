const RETRY_MS = { first: 50, longest: 5000 };

/**
 * Empties the write-ahead log after deletions, because deleted pages stay readable in it. When a reader or another
 * process prevents it, the scrubber tries again in the background until it succeeds.
 */
export class SqliteScrubber {
  readonly #checkpoint: () => Promise<boolean>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #delay = RETRY_MS.first;
  #isClosed = false;

  /** @param checkpoint makes one attempt; returns false, or throws, when it did not empty the log. */
  constructor(checkpoint: () => Promise<boolean>) {
    this.#checkpoint = checkpoint;
  }

  /** Resolves after one attempt that began after the call, even if it failed and continues in the background. */
  scrub(): Promise<void> {
    if (this.#running === undefined) return this.#start();
    // A running attempt may have missed the caller's deletion. All callers that arrive now share the next one.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  /** Stops the attempts in the background and makes a last one. */
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
