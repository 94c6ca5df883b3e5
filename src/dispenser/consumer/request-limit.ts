import { RateLimited } from '../../core/errors';

const MOST_KEYS = 10_000;
/** Counts for all keys that come while {@link MOST_KEYS} others are counted. */
const OVERFLOW_KEY = '';

/** Limits how many requests each key makes in a fixed window of time. Memory is bounded, whoever chooses the keys. */
export class RequestLimit {
  readonly #most: number;
  readonly #windowMs: number;
  #counts = new Map<string, number>();
  #windowEnd = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one request. @param key not empty. @throws RateLimited with the seconds until the next window. */
  count(key: string, now: number = Date.now()): void {
    if (now >= this.#windowEnd) {
      this.#counts = new Map();
      this.#windowEnd = now + this.#windowMs;
    }
    const counted = this.#counts.has(key) || this.#counts.size < MOST_KEYS ? key : OVERFLOW_KEY;
    const count = (this.#counts.get(counted) ?? 0) + 1;
    this.#counts.set(counted, count);
    if (count > this.#most) throw new RateLimited(Math.ceil((this.#windowEnd - now) / 1000));
  }
}
