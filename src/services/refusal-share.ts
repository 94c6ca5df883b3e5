const INTERVAL_MS = 60_000;
/** The most events about refusals of one principal in a minute. */
export const MOST_REFUSALS = 60;
const MAX_PRINCIPALS = 1_000;
/** Shared by all principals that come while {@link MAX_PRINCIPALS} others are remembered. */
const OVERFLOW = '';

interface Share {
  recorded: number;
  /** Refusals that were not recorded, by chain. At most as many chains as {@link MOST_REFUSALS}. */
  readonly unrecorded: Map<string, number>;
}

/**
 * Limits the audit events that the refusals of one principal can cause, because each is a transaction that others wait for.
 * What is not recorded is counted, and the next event of the principal in the same chain has the number. Memory is bounded.
 */
export class RefusalShare {
  readonly #shares = new Map<string, Share>();
  #intervalEnd = 0;

  /**
   * Counts the refusals of one event.
   *
   * @param count the number of refusals that the event is about.
   * @param now milliseconds since 1970.
   * @returns undefined if the event is not recorded; otherwise how many refusals of the principal in the chain were not
   * recorded before it.
   */
  admit(principalId: string, chainId: string, count: number, now: number): number | undefined {
    if (now >= this.#intervalEnd) this.#begin(now);
    const share = this.#shareOf(principalId);
    const unrecorded = share.unrecorded.get(chainId) ?? 0;
    if (share.recorded >= MOST_REFUSALS) {
      const isKnown = share.unrecorded.has(chainId) || share.unrecorded.size < MOST_REFUSALS;
      if (isKnown) share.unrecorded.set(chainId, unrecorded + count);
      return undefined;
    }
    share.recorded += 1;
    share.unrecorded.delete(chainId);
    return unrecorded;
  }

  #begin(now: number): void {
    this.#intervalEnd = now + INTERVAL_MS;
    for (const [principalId, share] of this.#shares) {
      share.recorded = 0;
      if (share.unrecorded.size === 0) this.#shares.delete(principalId);
    }
  }

  #shareOf(principalId: string): Share {
    const key = this.#shares.has(principalId) || this.#shares.size < MAX_PRINCIPALS ? principalId : OVERFLOW;
    let share = this.#shares.get(key);
    if (share === undefined) {
      share = { recorded: 0, unrecorded: new Map() };
      this.#shares.set(key, share);
    }
    return share;
  }
}
