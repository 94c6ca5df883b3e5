import { RateLimiterMemory } from 'rate-limiter-flexible';

/** How many points a key may take. */
export interface RateOptions {
  /** Points in a window. */
  readonly points: number;
  /** Length of a window, which begins with the first point that a key takes. */
  readonly seconds: number;
}

/** Counts the points of keys in windows of time. */
export interface RateStore {
  /**
   * Takes points from a key, even if fewer are left.
   *
   * @returns 0 when enough were left; otherwise the milliseconds until the window ends and the key has all points
   * again.
   */
  take(key: string, points: number): Promise<number>;
}

/** Counts in the memory of this process. */
export class OwnRates implements RateStore {
  readonly #limiter: RateLimiterMemory;
  readonly #points: number;

  constructor({ points, seconds }: RateOptions) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds });
    this.#points = points;
  }

  async take(key: string, points: number): Promise<number> {
    const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(key, points);
    return consumedPoints > this.#points ? Math.max(1, msBeforeNext) : 0;
  }
}
