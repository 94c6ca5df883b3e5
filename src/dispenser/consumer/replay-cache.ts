const MOST = 100_000;

/**
 * The proofs that this process has seen, until they would be refused for their age. Deliveries are checked in the database
 * as well, which all dispensers share; this also covers answers that deliver nothing and write nothing.
 */
export class ReplayCache {
  readonly #seen = new Map<string, number>();

  /** False when it was seen before. When there is no room, the oldest are forgotten. */
  add(proof: string, expiresAt: Date, now: Date): boolean {
    const known = this.#seen.get(proof);
    if (known !== undefined && known > now.getTime()) return false;
    this.#seen.delete(proof);
    for (const [old, until] of this.#seen) {
      if (this.#seen.size < MOST && until > now.getTime()) break;
      this.#seen.delete(old);
    }
    this.#seen.set(proof, expiresAt.getTime());
    return true;
  }
}
