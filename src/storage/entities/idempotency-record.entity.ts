import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `idempotency_record`. */
export interface IdempotencyRecordRow {
  readonly digest: Uint8Array;
  readonly organization_id: string;
  readonly fingerprint: Uint8Array;
  readonly subject_id: string;
  readonly created_at: string;
}

/** The table `idempotency_record`. */
export function idempotencyRecordEntity(types: ColumnTypes): EntitySchema<IdempotencyRecordRow> {
  return new EntitySchema<IdempotencyRecordRow>({
    name: 'idempotency_record',
    columns: {
      digest: { ...types.bytes, primary: true, primaryKeyConstraintName: 'idempotency_record_pk' },
      organization_id: types.reference,
      fingerprint: types.bytes,
      subject_id: types.reference,
      created_at: types.time,
    },
    indices: [
      { name: 'idempotency_record_created_index', columns: ['created_at'] },
      { name: 'idempotency_record_organization_index', columns: ['organization_id'] },
    ],
    foreignKeys: [referenceTo('organization', 'idempotency_record_organization_fk', 'organization_id')],
  });
}
