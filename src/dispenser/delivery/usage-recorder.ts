import type { Stores } from '../../storage/stores';
import type { SecretVersionRef, VersionUse } from '../../storage/stores/secret-version.store';

/** The last use of a version is written at most once in this time. */
const INTERVAL_MS = 60_000;
/** Pending uses are written after this time. */
const DELAY_MS = 2_000;
/**
 * The pause before a failed write is repeated. New uses do not shorten it: an answer never waits, so there is no hurry.
 */
const RETRY_MS = 5_000;
const MAX_REMEMBERED = 50_000;

/**
 * Records the last use of secrets and their versions, to the minute. Uses are collected and written later, so that no answer waits for it.
 */
export class UsageRecorder {
  readonly #stores: Stores;
  readonly #onFault: (error: unknown) => void;
  readonly #written = new Map<string, number>();
  #pending = new Map<string, VersionUse>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  /** @param onFault called when a write fails. Its uses stay pending and are written by a later one. */
  constructor(stores: Stores, onFault: (error: unknown) => void) {
    this.#stores = stores;
    this.#onFault = onFault;
  }

  /** Records that these versions of secrets are used now. */
  note(used: Iterable<{ readonly id: string; readonly version: number }>): void {
    const now = new Date();
    for (const { id, version } of used) {
      const key = keyOf({ secretId: id, version });
      const last = this.#written.get(key) ?? Number.NEGATIVE_INFINITY;
      if (now.getTime() - last >= INTERVAL_MS) this.#pending.set(key, { secretId: id, version, at: now });
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
    const uses = [...this.#pending.values()];
    if (uses.length === 0) return;
    this.#pending = new Map();
    try {
      const { database, secrets, secretVersions } = this.#stores;
      await database.unitOfWork(async (unit) => {
        await secrets.touchUsed(unit, uses);
        await secretVersions.touchUsed(unit, uses);
      });
      if (this.#written.size > MAX_REMEMBERED) this.#written.clear();
      for (const use of uses) this.#written.set(keyOf(use), use.at.getTime());
    } catch (error) {
      for (const use of uses) {
        if (!this.#pending.has(keyOf(use))) this.#pending.set(keyOf(use), use);
      }
      this.#onFault(error);
      this.#flushIn(RETRY_MS);
    }
  }
}

function keyOf({ secretId, version }: SecretVersionRef): string {
  return `${secretId}@${version}`;
}
