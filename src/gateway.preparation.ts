import { setTimeout as pause } from 'node:timers/promises';
import { type Config, ConfigError } from './config';
import { Unavailable } from './core/errors';
import { errorOrigin, type Log } from './log';
import type { Bootstrapped } from './services/bootstrap.service';
import type { AssembledWorkbench } from './workbench';

const DATABASE_RETRY_MS = 1_000;

/** Migrating, checking and bootstrapping the database: tried until it is there. */
export class Preparation {
  readonly #workbench: AssembledWorkbench;
  readonly #config: Config;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #settle: { done(made: Bootstrapped | undefined): void; fail(error: ConfigError): void };
  /** What the first start made. Rejects with a ConfigError that no waiting mends; never settles after {@link stop}. */
  readonly done: Promise<Bootstrapped | undefined>;
  isDone = false;

  constructor(workbench: AssembledWorkbench, config: Config, log: Log) {
    this.#workbench = workbench;
    this.#config = config;
    this.#log = log;
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
      await this.#workbench.prepare({ migrate: true });
      const made = await this.#workbench.services.bootstrap.run(this.#config.bootstrapToken);
      this.isDone = true;
      this.#settle.done(made);
    } catch (error) {
      if (!(error instanceof Unavailable) || this.#workbench.stores.database.kind === 'sqlite') throw error;
      this.#log.warn('database unavailable');
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
        // The keys of another database: that is not mended by time, and the operator has to see the reason.
        if (error instanceof ConfigError) return this.#settle.fail(error);
        this.#log.error('database refused', errorOrigin(error));
      }
    }
  }
}
