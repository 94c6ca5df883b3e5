import { RateLimited } from '../core/errors';
import type { RateCounter, RateUse } from '../core/rate';
import type { RateStore } from '../storage/stores/rate.store';

/** What a deployment decides about rates. */
export interface RateLimitOptions {
  readonly store: RateStore;
  /** Points that a failure costs on top of those of its operation. */
  readonly failurePoints: number;
}

/**
 * Counts operations, root fields and failures as points of a principal or an address, each in a window of its own: an
 * operation is one point, each root field after its first another one, and a failure many.
 */
export class RateLimits implements RateCounter {
  readonly #store: RateStore;
  readonly #failurePoints: number;

  constructor({ store, failurePoints }: RateLimitOptions) {
    this.#store = store;
    this.#failurePoints = failurePoints;
  }

  async consume({ keys, operations = 0, rootFields = 0, failures = 0 }: RateUse): Promise<void> {
    const points = operations + rootFields + failures * this.#failurePoints;
    if (points === 0) return;
    let waitMs = 0;
    for (const key of keys) waitMs = Math.max(waitMs, await this.#store.take(key, points));
    if (waitMs > 0) throw new RateLimited(Math.ceil(waitMs / 1000));
  }
}
