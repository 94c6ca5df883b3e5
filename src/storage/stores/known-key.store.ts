import { KNOWN_KEY } from '../entities/known-key.entity';
import { changesOf, rowsOf } from '../sql/query';
import { sql } from '../sql/sql';
import { insertInto, type RowOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/** A key that belongs to this database. */
export type KnownKey = RowOf<typeof KNOWN_KEY>;

/** The statements of the keys that belong to a database. All methods throw Unavailable and StorageFault. */
export class KnownKeyStore {
  /** The keys of a kind, without those that were retired. */
  async ids(on: Reading, kind: KnownKey['kind']): Promise<readonly string[]> {
    const rows = await rowsOf<{ key_id: string }>(
      on,
      sql`SELECT key_id FROM known_key WHERE kind = ${kind} AND key_id NOT IN (SELECT key_id FROM retired_key)`,
    );
    return rows.map((row) => row.key_id);
  }

  /**
   * Waits for other units that add keys and blocks new ones until the unit ends, so that one of several gateways that
   * start on an empty database is the first. SQLite has one writer.
   */
  async lock(unit: UnitOfWork): Promise<void> {
    if (unit.kind === 'postgres')
      await changesOf(unit, sql`LOCK TABLE known_key IN SHARE ROW EXCLUSIVE MODE`);
  }

  /** Adds a key. Does nothing if it is there. */
  async add(unit: UnitOfWork, key: KnownKey): Promise<void> {
    await changesOf(unit, sql`${insertInto(KNOWN_KEY, key)} ON CONFLICT DO NOTHING`);
  }
}
