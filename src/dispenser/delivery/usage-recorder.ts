import type { Stores } from '../../storage/stores';
import type { SecretUse } from '../../storage/stores/secret.store';

/** The last use of a secret is written at most once in this time. */
const INTERVAL_MS = 60_000;
/** Pending uses are written after this time. */
const DELAY_MS = 2_000;
/**
 * The pause before a failed write is repeated. New uses do not shorten it: an answer never waits, so there is no hurry.
 */
const RETRY_MS = 5_000;
const MAX_REMEMBERED = 50_000;

/**
 * Records the last use of secrets, to the minute. Uses are collected and written later, so that no answer waits for it.
 */
export class UsageRecorder {
  readonly #stores: Stores;
  readonly #onFault: (error: unknown) => void;
  readonly #written = new Map<string, number>();
  #pending = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param onFault called when a write fails. Its uses stay pending and are written by a later one. */
  constructor(stores: Stores, onFault: (error: unknown) => void) {
    this.#stores = stores;
    this.#onFault = onFault;
  }

  /** Records that these secrets are used now. */
  note(secretIds: Iterable<string>): void {
    const now = new Date();
    for (const id of secretIds) {
      const last = this.#written.get(id) ?? Number.NEGATIVE_INFINITY;
      if (now.getTime() - last >= INTERVAL_MS) this.#pending.set(id, now);
    }
    if (this.#pending.size > 0) this.#flushIn(DELAY_MS);
  }

  /** Writes the pending uses. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** Writes the pending uses and starts no later write. Never rejects. */
  close(): Promise<void> {
    this.#closed = true;
    return this.flush();
  }

  #flushIn(milliseconds: number): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => void this.flush(), milliseconds).unref();
  }

  async #write(): Promise<void> {
    const uses: SecretUse[] = Array.from(this.#pending, ([secretId, at]) => ({ secretId, at }));
    if (uses.length === 0) return;
    this.#pending = new Map();
    try {
      await this.#stores.database.unitOfWork((unit) => this.#stores.secrets.touchUsed(unit, uses));
      if (this.#written.size > MAX_REMEMBERED) this.#written.clear();
      for (const { secretId, at } of uses) this.#written.set(secretId, at.getTime());
    } catch (error) {
      for (const { secretId, at } of uses) {
        if (!this.#pending.has(secretId)) this.#pending.set(secretId, at);
      }
      this.#onFault(error);
      this.#flushIn(RETRY_MS);
    }
  }
}
