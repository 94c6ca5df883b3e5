import { errorOrigin, type Log } from '../log';
import type { RetentionService } from '../services/retention.service';

/** Runs the purge of versions again and again, in the background of a gateway. A failure is logged and tried later. */
export class PurgeSchedule {
  readonly #retention: RetentionService;
  readonly #log: Log;
  readonly #intervalMs: number;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  /** @param intervalMs the pause between two purges. */
  constructor(parts: { retention: RetentionService; log: Log; intervalMs: number }) {
    this.#retention = parts.retention;
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
    try {
      const count = await this.#retention.purge(new Date(), this.#ending.signal);
      if (count > 0) this.#log.info('versions shredded', { count });
    } catch (error) {
      this.#log.error('purge failed', errorOrigin(error));
    }
  }
}
