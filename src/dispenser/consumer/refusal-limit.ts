/** How often the same refusal is recorded, in milliseconds. */
export const REFUSAL_INTERVAL_MS = 10_000;
/** The most refusals that are recorded in one interval, of all callers together. */
export const MOST_REFUSALS = 100;

/**
 * Limits the audit events that callers without an identity can cause: one for each key in an interval, and
 * {@link MOST_REFUSALS} in all. What is not recorded is counted.
 */
export class RefusalLimit {
  #recorded = new Set<string>();
  #intervalEnd = 0;
  #unrecorded = 0;

  /**
   * Counts one refusal.
   *
   * @param key what makes two refusals the same. Nothing in it may be the free choice of the caller.
   * @param now milliseconds since 1970.
   * @returns undefined if the refusal is not recorded; otherwise how many were not recorded, of all keys, since the last
   * one that was.
   */
  admit(key: string, now: number): number | undefined {
    if (now >= this.#intervalEnd) {
      this.#recorded = new Set();
      this.#intervalEnd = now + REFUSAL_INTERVAL_MS;
    }
    if (this.#recorded.has(key) || this.#recorded.size >= MOST_REFUSALS) {
      this.#unrecorded += 1;
      return undefined;
    }
    this.#recorded.add(key);
    const unrecorded = this.#unrecorded;
    this.#unrecorded = 0;
    return unrecorded;
  }
}
