import { RETIRED_KEY } from '../entities/retired-key.entity';
import { changesOf, countOf, firstOf } from '../sql/query';
import { type Sql, sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/**
 * True for a key that may seal: a condition of the very statement that stores an envelope, so that a gateway that does not
 * know yet that its key was retired stores nothing. See {@link RetiredKeyStore.retire} for why it cannot be too early.
 */
export function isSealingKey(keyId: string): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM retired_key WHERE key_id = ${keyId})`;
}

/** Persistence of the key generations that nothing may be sealed with any more. All throw Unavailable and StorageFault. */
export class RetiredKeyStore {
  async isRetired(on: Reading, keyId: string): Promise<boolean> {
    const row = await firstOf(on, sql`SELECT key_id FROM retired_key WHERE key_id = ${keyId}`);
    return row !== undefined;
  }

  /**
   * Retires a key if nothing is sealed with it; from the commit on no statement stores an envelope that is.
   *
   * On PostgreSQL the lock waits for every unit that has stored an envelope, which is then counted, and lets none begin
   * to; those that wait for it look at the table of retired keys after the commit. SQLite has one writer. A key that was
   * retired before needs neither the lock nor the right to write, which the dispenser's role does not have.
   *
   * @returns how many versions are still sealed with it. Unless it is 0, nothing was retired.
   */
  async retire(unit: UnitOfWork, keyId: string, at: Date): Promise<number> {
    const isRetired = await this.isRetired(unit, keyId);
    if (!isRetired && unit.kind === 'postgres') {
      await changesOf(unit, sql`LOCK TABLE secret_version IN SHARE ROW EXCLUSIVE MODE`);
    }
    const sealed = await countOf(
      unit,
      sql`SELECT COUNT(*) AS count FROM secret_version WHERE key_id = ${keyId}`,
    );
    if (sealed === 0 && !isRetired) {
      const insert = insertInto(RETIRED_KEY, { keyId, retiredAt: at });
      await changesOf(unit, sql`${insert} ON CONFLICT DO NOTHING`);
    }
    return sealed;
  }
}
