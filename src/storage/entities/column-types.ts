import type { EntitySchemaColumnOptions } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';

/** The few kinds of column that all tables are made of. */
export interface ColumnTypes {
  readonly id: EntitySchemaColumnOptions;
  /** The id of another row. */
  readonly reference: EntitySchemaColumnOptions;
  /** ISO-8601 in UTC with milliseconds: the same text sorts and compares alike on both databases. */
  readonly time: EntitySchemaColumnOptions;
  readonly text: EntitySchemaColumnOptions;
  readonly bytes: EntitySchemaColumnOptions;
  readonly flag: EntitySchemaColumnOptions;
  readonly number: EntitySchemaColumnOptions;
}

/**
 * The column kinds of one database. Text is compared byte by byte on both: SQLite does so by itself, PostgreSQL by the
 * collation "C". Any other collation would order pages differently from the cursors.
 */
export function columnTypes(kind: DatabaseKind): ColumnTypes {
  const bytewise = kind === 'postgres' ? { collation: 'C' } : {};
  return {
    id: { type: 'varchar', length: 40, primary: true, ...bytewise },
    reference: { type: 'varchar', length: 40, ...bytewise },
    time: { type: 'varchar', length: 24, ...bytewise },
    text: { type: 'text', ...bytewise },
    bytes: { type: kind === 'postgres' ? 'bytea' : 'blob' },
    flag: { type: 'boolean' },
    number: { type: 'integer' },
  };
}

/** The same column, where a row need not have a value. */
export function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

/** A foreign key to the `id` of another table. */
export function referenceTo(
  table: string,
  name: string,
  column: string,
  onDelete: 'CASCADE' | 'RESTRICT' = 'CASCADE',
) {
  return { name, target: table, columnNames: [column], referencedColumnNames: ['id'], onDelete };
}
