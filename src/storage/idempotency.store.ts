import type { IdempotencyRecordRow } from './entities/idempotency-record.entity';
import { changesOf, firstOf, timeOf } from './query';
import { sql } from './sql';
import { Store } from './store';
import type { Reading, UnitOfWork } from './unit-of-work';

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

/** Persistence of idempotency records. */
export class IdempotencyStore extends Store {
  /** The record with this digest. */
  async find(on: Reading, digest: Uint8Array): Promise<IdempotencyRecord | undefined> {
    const row = await firstOf<IdempotencyRecordRow>(
      on,
      sql`SELECT digest, organization_id, fingerprint, subject_id, created_at FROM idempotency_record WHERE digest = ${digest}`,
    );
    return (
      row && {
        digest: row.digest,
        organizationId: row.organization_id,
        fingerprint: row.fingerprint,
        subjectId: row.subject_id,
        createdAt: timeOf(row.created_at),
      }
    );
  }

  /** @throws Conflict when another request with this key was carried out meanwhile. */
  async insert(unit: UnitOfWork, record: IdempotencyRecord): Promise<void> {
    const { digest, organizationId, fingerprint, subjectId, createdAt } = record;
    await changesOf(
      unit,
      sql`INSERT INTO idempotency_record (digest, organization_id, fingerprint, subject_id, created_at) VALUES (${digest}, ${organizationId}, ${fingerprint}, ${subjectId}, ${createdAt})`,
    );
  }

  /** Forgets what is older; how many that were. */
  deleteBefore(unit: UnitOfWork, at: Date): Promise<number> {
    return changesOf(unit, sql`DELETE FROM idempotency_record WHERE created_at < ${at}`);
  }
}
