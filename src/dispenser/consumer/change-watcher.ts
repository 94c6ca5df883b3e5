import { setTimeout as pause } from 'node:timers/promises';
import type { Stores } from '../../storage/stores';

/** How soon a change is noticed. */
const INTERVAL_MS = 250;

/** Told that something in the organization may have changed who may use what. */
export type ChangeListener = () => void;

/**
 * Notices changes in the organizations that somebody listens to: one statement in each interval, whatever their number,
 * and none when nobody listens. It works on both databases and from any number of dispensers.
 */
export class ChangeWatcher {
  readonly #stores: Stores;
  readonly #listeners = new Map<string, Set<ChangeListener>>();
  readonly #positions = new Map<string, number>();
  readonly #stopped = new AbortController();
  #running = false;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** @returns ends the listening. */
  listen(organizationId: string, listener: ChangeListener): () => void {
    const listeners = this.#listeners.get(organizationId) ?? new Set();
    this.#listeners.set(organizationId, listeners.add(listener));
    if (!this.#running) void this.#run();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(organizationId) !== listeners) return;
      this.#listeners.delete(organizationId);
      this.#positions.delete(organizationId);
    };
  }

  /** No statement follows. */
  stop(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { signal } = this.#stopped;
    while (this.#listeners.size > 0 && !signal.aborted) {
      // A database that is away is noticed by the requests; here it is asked again.
      await this.#look().catch(() => undefined);
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#running = false;
  }

  async #look(): Promise<void> {
    const { consumptions, database } = this.#stores;
    const positions = await consumptions.positions(database.reader, [...this.#listeners.keys()]);
    for (const [organizationId, position] of positions) {
      const known = this.#positions.get(organizationId);
      if (known === position) continue;
      const isIdle =
        known !== undefined &&
        known < position &&
        !(await consumptions.hasChangedSince(database.reader, organizationId, known));
      this.#positions.set(organizationId, position);
      if (!isIdle) for (const listener of this.#listeners.get(organizationId) ?? []) listener();
    }
  }
}
