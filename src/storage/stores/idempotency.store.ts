import { IDEMPOTENCY_RECORD } from '../entities/idempotency-record.entity';
import { projection, selectFirst } from '../sql/projection';
import { changesOf, rowsOf } from '../sql/query';
import { sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/** That a request with an idempotency key was carried out. */
export interface IdempotencyRecord {
  /** Over organization, principal and key. */
  readonly digest: Uint8Array;
  readonly organizationId: string;
  /** Over the body, to notice the same key with another one. */
  readonly fingerprint: Uint8Array;
  /** What the request made or changed. */
  readonly subjectId: string;
  readonly createdAt: Date;
}

const RECORDS = projection(IDEMPOTENCY_RECORD);

/** Persistence of idempotency records. */
export class IdempotencyStore {
  /** The record with this digest. */
  find(on: Reading, digest: Uint8Array): Promise<IdempotencyRecord | undefined> {
    return selectFirst(on, RECORDS, sql`FROM idempotency_record WHERE digest = ${digest}`);
  }

  /** The same, and whoever else asks for this digest waits until the unit ends, whether there is a record or not. */
  async lock(unit: UnitOfWork, digest: Uint8Array): Promise<IdempotencyRecord | undefined> {
    if (unit.kind === 'postgres') {
      // There may be no row to lock yet. Two digests that begin alike only wait for each other.
      const number = Buffer.from(digest).readBigInt64BE().toString();
      await rowsOf(unit, sql`SELECT pg_advisory_xact_lock(CAST(${number} AS bigint))`);
    }
    return this.find(unit, digest);
  }

  /** @throws Conflict when another request with this key was carried out meanwhile. */
  async insert(unit: UnitOfWork, record: IdempotencyRecord): Promise<void> {
    await changesOf(unit, insertInto(IDEMPOTENCY_RECORD, record));
  }

  /** Forgets what is older; how many that were. */
  deleteBefore(unit: UnitOfWork, at: Date): Promise<number> {
    return changesOf(unit, sql`DELETE FROM idempotency_record WHERE created_at < ${at}`);
  }
}
