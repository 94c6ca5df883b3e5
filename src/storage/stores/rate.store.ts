import { type RateLimiterAbstract, RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateState } from '../../core/rate';

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
  /** What a key may still take. Takes nothing. */
  state(key: string): Promise<RateState>;
}

/** The state of a key, read from a limiter. @param lent points that the limiter counts and that are not used yet. */
export async function stateIn(
  limiter: RateLimiterAbstract,
  key: string,
  { points, seconds }: RateOptions,
  lent = 0,
): Promise<RateState> {
  const found = await limiter.get(key);
  const left = points - (found?.consumedPoints ?? 0) + lent;
  const waitMs = found === null ? seconds * 1000 : found.msBeforeNext;
  return {
    points,
    left: Math.max(0, Math.min(points, left)),
    end: new Date(Date.now() + Math.max(0, waitMs)),
  };
}

/** Counts in the memory of this process. */
export class OwnRates implements RateStore {
  readonly #limiter: RateLimiterMemory;
  readonly #options: RateOptions;

  constructor(options: RateOptions) {
    this.#limiter = new RateLimiterMemory({ points: options.points, duration: options.seconds });
    this.#options = options;
  }

  async take(key: string, points: number): Promise<number> {
    const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(key, points);
    return consumedPoints > this.#options.points ? Math.max(1, msBeforeNext) : 0;
  }

  state(key: string): Promise<RateState> {
    return stateIn(this.#limiter, key, this.#options);
  }
}
