import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from './column-types';

/** A row of `rate_limit`. */
export interface RateLimitRow {
  readonly key: string;
  readonly points: number;
  /** Milliseconds of the epoch. */
  readonly expire: string;
}

/**
 * The table `rate_limit`: what each principal and address has used of its window. Its columns stand in the order in which
 * the limiter writes them.
 */
export function rateLimitEntity(types: ColumnTypes): EntitySchema<RateLimitRow> {
  return new EntitySchema<RateLimitRow>({
    name: 'rate_limit',
    columns: {
      key: { ...types.text, primary: true, primaryKeyConstraintName: 'rate_limit_pk' },
      points: types.number,
      expire: { type: 'bigint' },
    },
  });
}
