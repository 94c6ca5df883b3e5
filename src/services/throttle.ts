const MAX_KEYS = 1_000;
/** Shared by all keys that come while {@link MAX_KEYS} others are remembered. */
const OVERFLOW_KEY = '';

/**
 * Does a piece of work at most once in an interval for each key, such as writing the same audit event. Memory and work are
 * bounded, whoever chooses the keys.
 */
export class Throttle {
  readonly #intervalMs: number;
  readonly #blockedUntil = new Map<string, number>();

  /** @param intervalMs milliseconds after which the work of a key is done again. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /**
   * Does the work unless it was done for this key within the interval. Work that fails does not count as done.
   *
   * @param key not empty.
   * @throws what the work throws.
   */
  async once(key: string, work: () => Promise<void>): Promise<void> {
    const now = Date.now();
    const counted = this.#countedKey(key, now);
    if (now < (this.#blockedUntil.get(counted) ?? Number.NEGATIVE_INFINITY)) return;
    this.#blockedUntil.set(counted, now + this.#intervalMs);
    try {
      await work();
    } catch (error) {
      this.#blockedUntil.delete(counted);
      throw error;
    }
  }

  #countedKey(key: string, now: number): string {
    if (this.#blockedUntil.has(key) || this.#blockedUntil.size < MAX_KEYS) return key;
    for (const [each, until] of this.#blockedUntil) if (until <= now) this.#blockedUntil.delete(each);
    return this.#blockedUntil.size < MAX_KEYS ? key : OVERFLOW_KEY;
  }
}
