import { RateLimited } from '../../core/errors';

const MOST_ADDRESSES = 10_000;

/** Counts what each address asks for in a window of time. */
export class AddressLimit {
  readonly #most: number;
  readonly #windowMs: number;
  #counts = new Map<string, number>();
  #windowEnd = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** @throws RateLimited with the time until the next window. */
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
