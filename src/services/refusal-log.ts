/** So many keys are told apart; those that come when all places are taken share one. */
const PLACES = 1_000;
const OTHERS = '';

/**
 * Remembers for a while what has been written down, so that the same is not written down again and again. Takes bounded
 * memory, and gives bounded work, whoever chooses the keys.
 */
export class RecentNotes {
  readonly #intervalMs: number;
  readonly #until = new Map<string, number>();

  /** @param intervalMs how long a note keeps the next one of the same key away. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /**
   * Writes a note unless one of this key was written in the interval. When `write` fails, nothing is remembered.
   *
   * @param key not empty.
   */
  async once(key: string, write: () => Promise<void>): Promise<void> {
    const now = Date.now();
    const place = this.#placeOf(key, now);
    if (now < (this.#until.get(place) ?? Number.NEGATIVE_INFINITY)) return;
    this.#until.set(place, now + this.#intervalMs);
    try {
      await write();
    } catch (error) {
      this.#until.delete(place);
      throw error;
    }
  }

  #placeOf(key: string, now: number): string {
    if (this.#until.has(key) || this.#until.size < PLACES) return key;
    for (const [place, until] of this.#until) if (until <= now) this.#until.delete(place);
    return this.#until.size < PLACES ? key : OTHERS;
  }
}
