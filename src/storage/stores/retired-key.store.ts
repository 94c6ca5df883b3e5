import { RETIRED_KEY } from '../entities/retired-key.entity';
import { changesOf, countOf, firstOf } from '../sql/query';
import { type Sql, sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/**
 * True for a key that is not retired. It is a condition of the statement that stores an envelope, so a gateway that
 * does not yet know that its key was retired stores nothing. {@link RetiredKeyStore.retire} explains the order of the
 * two.
 */
export function isSealingKey(keyId: string): Sql {
  return sql`NOT EXISTS (SELECT 1 FROM retired_key WHERE key_id = ${keyId})`;
}

/** The statements of retired key generations. All methods throw Unavailable and StorageFault. */
export class RetiredKeyStore {
  /** Whether nothing may be sealed with the key any more. */
  async isRetired(on: Reading, keyId: string): Promise<boolean> {
    const row = await firstOf(on, sql`SELECT key_id FROM retired_key WHERE key_id = ${keyId}`);
    return row !== undefined;
  }

  /**
   * Retires a key if nothing is sealed with it. After the commit, no statement stores an envelope sealed with it.
   *
   * On PostgreSQL a lock waits for every unit that has stored an envelope, so that it is counted, and blocks units that
   * are about to store one. Those read the table of retired keys after the commit. SQLite has one writer. A key that is
   * already retired needs neither the lock nor the right to write, which the dispenser's database role does not have.
   *
   * @returns how many versions are still sealed with the key. Unless it is 0, nothing was retired.
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
