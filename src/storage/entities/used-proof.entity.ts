import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from './column-types';

/** A row of `used_proof`. */
export interface UsedProofRow {
  readonly digest: Uint8Array;
  readonly bound_to: string;
  readonly expires_at: string;
}

/** The table `used_proof`: what a consumer has shown to a dispenser and may not be shown again. */
export function usedProofEntity(types: ColumnTypes): EntitySchema<UsedProofRow> {
  return new EntitySchema<UsedProofRow>({
    name: 'used_proof',
    columns: {
      digest: { ...types.bytes, primary: true, primaryKeyConstraintName: 'used_proof_pk' },
      bound_to: types.text,
      expires_at: types.time,
    },
    indices: [{ name: 'used_proof_expires_index', columns: ['expires_at'] }],
  });
}
