import { USED_PROOF } from '../entities/consumer.entity';
import { projection, selectFirst } from '../sql/projection';
import { changesOf } from '../sql/query';
import { sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { UnitOfWork } from '../sql/unit-of-work';

const BINDINGS = projection(USED_PROOF, { only: ['boundTo'] });

/** The statements of used proofs. A proof is kept until it would be refused for its age. */
export class UsedProofStore {
  /**
   * Marks a proof as used. Of two units that use it at once, one waits for the other.
   *
   * @param boundTo what the proof is used for now.
   * @returns what the first use was for, and whether this is the first use.
   */
  async use(
    unit: UnitOfWork,
    digest: Uint8Array,
    boundTo: string,
    expiresAt: Date,
  ): Promise<{ readonly isNew: boolean; readonly boundTo: string }> {
    const insert = insertInto(USED_PROOF, { digest, boundTo, expiresAt });
    const added = await changesOf(unit, sql`${insert} ON CONFLICT DO NOTHING`);
    if (added === 1) return { isNew: true, boundTo };
    const row = await selectFirst(unit, BINDINGS, sql`FROM used_proof WHERE digest = ${digest}`);
    return { isNew: false, boundTo: row?.boundTo ?? '' };
  }

  /** Deletes proofs that are refused for their age. */
  async forget(unit: UnitOfWork, before: Date): Promise<void> {
    await changesOf(unit, sql`DELETE FROM used_proof WHERE expires_at < ${before}`);
  }
}
