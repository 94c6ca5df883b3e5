import type { Stores } from '../../storage/stores';
import type { SecretUse } from '../../storage/stores/secret.store';

/** A secret's last use is written at most once in this time. */
const INTERVAL_MS = 60_000;
/** What has gathered is written this much later. */
const DELAY_MS = 2_000;
/** What could not be written is tried again this much later, whether or not there is another use by then. */
const RETRY_MS = 5_000;
const MOST_REMEMBERED = 50_000;

/** Keeps the last use of secrets: gathered, written behind the answers, to the minute. An answer never waits for it. */
export class UsageRecorder {
  readonly #stores: Stores;
  readonly #onFault: (error: unknown) => void;
  readonly #written = new Map<string, number>();
  #pending = new Map<string, Date>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param onFault told of a write that failed; what it held is written with the next one, or by itself. */
  constructor(stores: Stores, onFault: (error: unknown) => void) {
    this.#stores = stores;
    this.#onFault = onFault;
  }

  /** Notes that these secrets are used now. */
  note(secretIds: Iterable<string>): void {
    const now = new Date();
    for (const id of secretIds) {
      const last = this.#written.get(id) ?? Number.NEGATIVE_INFINITY;
      if (now.getTime() - last >= INTERVAL_MS) this.#pending.set(id, now);
    }
    if (this.#pending.size > 0) this.#flushIn(DELAY_MS);
  }

  /** Writes what has gathered. Never throws. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** The same for the last time. Never throws. */
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
      if (this.#written.size > MOST_REMEMBERED) this.#written.clear();
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
