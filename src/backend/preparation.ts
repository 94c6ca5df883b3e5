import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '../config/config';
import { errorOrigin, type Log } from '../log';

const DATABASE_RETRY_MS = 1_000;

/** What a {@link Preparation} tries. */
export interface PreparationParts<Made> {
  /** Migrates, checks, makes what has to be there; may be called again after it threw. */
  prepare(): Promise<Made>;
  /** What to log for a state that time mends, such as `database unavailable`; undefined for any other error. */
  mendedByTime(error: unknown): string | undefined;
  readonly log: Log;
}

/**
 * Preparing the database, tried until it is there: how the gateway and the dispenser start while it is away. Every error
 * of the first attempt that time does not mend goes to the caller. Of later ones a ConfigError ends it, because nothing
 * but the operator mends keys of another database; the rest is logged and tried again, since the process that listens
 * has nobody to give it to.
 */
export class Preparation<Made> {
  readonly #parts: PreparationParts<Made>;
  readonly #stopped = new AbortController();
  #settle: { done(made: Made): void; fail(error: ConfigError): void };
  /** What was made. Rejects with a ConfigError that no waiting mends; never settles after {@link stop}. */
  readonly done: Promise<Made>;
  isDone = false;

  constructor(parts: PreparationParts<Made>) {
    this.#parts = parts;
    this.#settle = { done: () => undefined, fail: () => undefined };
    this.done = new Promise((done, fail) => {
      this.#settle = { done, fail };
    });
    // Whoever asks for it is told; nobody has to.
    this.done.catch(() => undefined);
  }

  /** @throws ConfigError and whatever else trying again would not mend. */
  async attempt(): Promise<void> {
    try {
      const made = await this.#parts.prepare();
      this.isDone = true;
      this.#settle.done(made);
    } catch (error) {
      const event = this.#parts.mendedByTime(error);
      if (event === undefined) throw error;
      this.#parts.log.warn(event);
    }
  }

  continueInBackground(): void {
    if (!this.isDone) void this.#untilDone();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #untilDone(): Promise<void> {
    const { signal } = this.#stopped;
    while (!this.isDone && !signal.aborted) {
      await pause(DATABASE_RETRY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.attempt();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ConfigError) return this.#settle.fail(error);
        this.#parts.log.error('database refused', errorOrigin(error));
      }
    }
  }
}
