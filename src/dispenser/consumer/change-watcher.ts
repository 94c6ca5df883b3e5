import { setTimeout as pause } from 'node:timers/promises';
import type { Stores } from '../../storage/stores';

/** The time between two polls: a change is noticed after this time at the latest. */
const INTERVAL_MS = 250;

/** Called when a change in the organization may affect who may use which secrets. */
export type ChangeListener = () => void;

/**
 * Notices changes in the organizations that have listeners. It polls with one statement in each interval for all of
 * them, and with none if there are no listeners. Polling works on both databases and with any number of dispensers.
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

  /** Adds a listener. @returns a function that removes it. */
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

  /** Stops polling for good. */
  stop(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { signal } = this.#stopped;
    while (this.#listeners.size > 0 && !signal.aborted) {
      // Requests report a database that is unavailable; the next poll is the retry.
      await this.#poll().catch(() => undefined);
      await pause(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
    this.#running = false;
  }

  async #poll(): Promise<void> {
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
