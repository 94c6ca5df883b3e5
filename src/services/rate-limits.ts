import { RateLimited } from '../core/errors';
import { untimed } from '../core/operation-time';
import type { RateCounter, RateState, RateUse } from '../core/rate';
import type { RateStore } from '../storage/stores/rate.store';

/** What {@link RateLimits} needs. */
export interface RateLimitOptions {
  readonly store: RateStore;
  /** Points that a failure costs in addition to its operation. */
  readonly failurePoints: number;
  /** Before each key in the store; empty when left out. */
  readonly keyPrefix?: string;
}

/**
 * Counts points for principals and addresses, each in a window of its own: one for an operation, one for each root field
 * after the first, and `failurePoints` for a failure.
 */
export class RateLimits implements RateCounter {
  readonly #store: RateStore;
  readonly #failurePoints: number;
  readonly #keyPrefix: string;

  constructor({ store, failurePoints, keyPrefix = '' }: RateLimitOptions) {
    this.#keyPrefix = keyPrefix;
    this.#store = store;
    this.#failurePoints = failurePoints;
  }

  /** @throws RateLimited with the longest wait of the keys that have no points left. */
  async consume({ keys, operations = 0, rootFields = 0, work = 0, failures = 0 }: RateUse): Promise<void> {
    const points = operations + rootFields + work + failures * this.#failurePoints;
    if (points === 0) return;
    let waitMs = 0;
    for (const key of keys) {
      // Callers share what is read for one of them, and that one may leave.
      const wait = await untimed(() => this.#store.take(`${this.#keyPrefix}${key}`, points));
      waitMs = Math.max(waitMs, wait);
    }
    if (waitMs > 0) throw new RateLimited(Math.ceil(waitMs / 1000));
  }

  async state(keys: readonly string[]): Promise<RateState> {
    const states = await Promise.all(keys.map((key) => this.#store.state(`${this.#keyPrefix}${key}`)));
    return states.reduce((least, each) => (each.left < least.left ? each : least));
  }
}
