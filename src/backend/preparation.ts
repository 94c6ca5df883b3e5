import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { Unavailable } from '../core/errors';
import { errorOrigin, type Log } from '../log';
import { databaseFailureOf } from './database-failure';

const RETRY_MS = 1_000;

/** What a {@link Preparation} tries. */
export interface PreparationParts<Made> {
  /** The work. Called again after an error. */
  prepare(): Promise<Made>;
  /** The event to log for a transient error, such as `database unavailable`; undefined for any other error. */
  transient(error: unknown): string | undefined;
  readonly log: Log;
}

/**
 * Work on the database that is tried every second until it succeeds, so that a process can start while the database is
 * down.
 */
export class Preparation<Made> {
  readonly #parts: PreparationParts<Made>;
  readonly #stopped = new AbortController();
  #settle: { done(made: Made): void; fail(error: unknown): void };
  /** The result. Rejects with a final error; never settles after {@link stop}. */
  readonly done: Promise<Made>;
  isDone = false;

  constructor(parts: PreparationParts<Made>) {
    this.#parts = parts;
    this.#settle = { done: () => undefined, fail: () => undefined };
    this.done = new Promise((done, fail) => {
      this.#settle = { done, fail };
    });
    // Nobody needs to await it, and a rejection must not end the process.
    this.done.catch(() => undefined);
  }

  /** Tries once and logs a transient error. @throws any other error. */
  async attempt(): Promise<void> {
    try {
      const made = await this.#parts.prepare();
      this.isDone = true;
      this.#settle.done(made);
    } catch (error) {
      const event = this.#parts.transient(error);
      if (event === undefined) throw error;
      this.#parts.log.warn(event, { ...databaseFailureOf(error) });
    }
  }

  /** Keeps trying until the work is done, a ConfigError occurs or {@link stop} is called. */
  continueInBackground(): void {
    if (!this.isDone) void this.#untilDone();
  }

  /** Ends the attempts. */
  stop(): void {
    this.#stopped.abort();
  }

  async #untilDone(): Promise<void> {
    const { signal } = this.#stopped;
    while (!this.isDone) {
      await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
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

/**
 * For {@link PreparationParts.transient}: a server may come back, but a SQLite file that cannot be opened needs the
 * operator.
 */
export function databaseAway({ databaseUrl }: Config) {
  return (error: unknown): string | undefined =>
    error instanceof Unavailable && !databaseUrl.startsWith('sqlite:') ? 'database unavailable' : undefined;
}
