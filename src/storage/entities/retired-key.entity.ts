import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from './column-types';

/** A row of `retired_key`. */
export interface RetiredKeyRow {
  readonly key_id: string;
  readonly retired_at: string;
}

/** The table `retired_key`: key generations that no version may be sealed with any more. */
export function retiredKeyEntity(types: ColumnTypes): EntitySchema<RetiredKeyRow> {
  return new EntitySchema<RetiredKeyRow>({
    name: 'retired_key',
    columns: {
      key_id: { ...types.reference, primary: true, primaryKeyConstraintName: 'retired_key_pk' },
      retired_at: types.time,
    },
  });
}
