const MAX_PROOFS = 100_000;

/**
 * The proofs that this process has accepted, until they expire. Deliveries are also checked in the database, which all
 * dispensers share. This cache covers answers that write nothing, too.
 */
export class ReplayCache {
  readonly #seen = new Map<string, number>();

  /** Adds a proof. @returns false if it was accepted before. A full cache drops the oldest entries. */
  add(proof: string, expiresAt: Date, now: Date): boolean {
    const known = this.#seen.get(proof);
    if (known !== undefined && known > now.getTime()) return false;
    this.#seen.delete(proof);
    for (const [old, until] of this.#seen) {
      if (this.#seen.size < MAX_PROOFS && until > now.getTime()) break;
      this.#seen.delete(old);
    }
    this.#seen.set(proof, expiresAt.getTime());
    return true;
  }
}
