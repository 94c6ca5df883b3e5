const LONGEST_MS = 30_000;

/**
 * Remembers that a service failed, so that it is not asked for every request of whoever comes. The wait doubles with each
 * failure, up to 30 seconds.
 */
export class Outage {
  readonly #firstMs: number;
  #waitMs = 0;
  #until = Number.NEGATIVE_INFINITY;

  /** @param firstMs milliseconds to wait after the first failure. */
  constructor(firstMs: number) {
    this.#firstMs = firstMs;
  }

  /** Whether the service failed and should not be asked yet. @param now milliseconds since 1970. */
  isOn(now: number): boolean {
    return now < this.#until;
  }

  /** Notes a failure. Requests that fail together count once. @param now milliseconds since 1970. */
  failed(now: number): void {
    if (this.isOn(now)) return;
    this.#waitMs = Math.min(LONGEST_MS, this.#waitMs === 0 ? this.#firstMs : this.#waitMs * 2);
    this.#until = now + this.#waitMs;
  }

  /** Notes that the service answered. */
  ended(): void {
    this.#waitMs = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
