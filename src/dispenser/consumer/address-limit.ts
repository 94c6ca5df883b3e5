import { RateLimited } from '../../core/errors';

const MOST_ADDRESSES = 10_000;

/** Limits how many requests an address makes in a fixed window of time. */
export class AddressLimit {
  readonly #most: number;
  readonly #windowMs: number;
  #counts = new Map<string, number>();
  #windowEnd = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Counts one request. @throws RateLimited with the seconds until the next window. */
  count(address: string, now: number = Date.now()): void {
    if (now >= this.#windowEnd || this.#counts.size > MOST_ADDRESSES) {
      this.#counts = new Map();
      this.#windowEnd = now + this.#windowMs;
    }
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    if (count > this.#most) throw new RateLimited(Math.ceil((this.#windowEnd - now) / 1000));
  }
}
