import { IDEMPOTENCY_RECORD } from '../entities/idempotency-record.entity';
import { projection, selectFirst } from '../sql/projection';
import { changesOf, rowsOf } from '../sql/query';
import { sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/** A request that was carried out under an idempotency key. */
export interface IdempotencyRecord {
  /** SHA-256 over organization, principal and key. */
  readonly digest: Uint8Array;
  readonly organizationId: string;
  /** Over the body, to detect the same key with a different body. */
  readonly fingerprint: Uint8Array;
  /** The id of what the request created or changed. */
  readonly subjectId: string;
  readonly createdAt: Date;
}

const RECORDS = projection(IDEMPOTENCY_RECORD);

/** The statements of idempotency records. */
export class IdempotencyStore {
  /** The record with this digest. */
  find(on: Reading, digest: Uint8Array): Promise<IdempotencyRecord | undefined> {
    return selectFirst(on, RECORDS, sql`FROM idempotency_record WHERE digest = ${digest}`);
  }

  /** The same. Other units that lock this digest wait until the unit ends, even when there is no record. */
  async lock(unit: UnitOfWork, digest: Uint8Array): Promise<IdempotencyRecord | undefined> {
    if (unit.kind === 'postgres') {
      // There may be no row to lock yet. Two digests that begin with the same bytes only wait for each other.
      const number = Buffer.from(digest).readBigInt64BE().toString();
      await rowsOf(unit, sql`SELECT pg_advisory_xact_lock(CAST(${number} AS bigint))`);
    }
    return this.find(unit, digest);
  }

  /** @throws Conflict when another request with this key was carried out in the meantime. */
  async insert(unit: UnitOfWork, record: IdempotencyRecord): Promise<void> {
    await changesOf(unit, insertInto(IDEMPOTENCY_RECORD, record));
  }

  /** Deletes older records. @returns how many. */
  deleteBefore(unit: UnitOfWork, at: Date): Promise<number> {
    return changesOf(unit, sql`DELETE FROM idempotency_record WHERE created_at < ${at}`);
  }
}
