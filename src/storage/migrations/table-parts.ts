import type { TableColumnOptions, TableForeignKeyOptions } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';

type ColumnMaker = (name: string, more?: Partial<TableColumnOptions>) => TableColumnOptions;

/** Makers of the kinds of column that the migrations use; see the entities for what they mean. */
export interface ColumnMakers {
  readonly id: ColumnMaker;
  readonly reference: ColumnMaker;
  readonly time: ColumnMaker;
  readonly text: ColumnMaker;
  readonly bytes: ColumnMaker;
  readonly flag: ColumnMaker;
  readonly number: ColumnMaker;
}

/** May be NULL. */
export const NULLABLE = { isNullable: true } as const;

/** A migration that has run somewhere never changes, so neither does what these make. */
export function columnMakers(kind: DatabaseKind): ColumnMakers {
  const bytewise = kind === 'postgres' ? { collation: 'C' } : {};
  const maker =
    (options: Omit<TableColumnOptions, 'name'>): ColumnMaker =>
    (name, more) => ({ name, ...options, ...more });
  return {
    id: maker({ type: 'varchar', length: '40', isPrimary: true, ...bytewise }),
    reference: maker({ type: 'varchar', length: '40', ...bytewise }),
    time: maker({ type: 'varchar', length: '24', ...bytewise }),
    text: maker({ type: 'text', ...bytewise }),
    bytes: maker({ type: kind === 'postgres' ? 'bytea' : 'blob' }),
    flag: maker({ type: 'boolean' }),
    number: maker({ type: 'integer' }),
  };
}

/** A foreign key from `table.column` to another table's id. */
export function foreignKey(
  table: string,
  column: string,
  to: string,
  onDelete: 'CASCADE' | 'RESTRICT' = 'CASCADE',
  toColumn = 'id',
): TableForeignKeyOptions {
  const name = `${table}_${column.replace(/(?:_database)?_id$/, '')}_fk`;
  return {
    name,
    columnNames: [column],
    referencedTableName: to,
    referencedColumnNames: [toColumn],
    onDelete,
  };
}

/** A unique constraint or an index: its name and columns. */
export function keyOver(name: string, ...columnNames: string[]): { name: string; columnNames: string[] } {
  return { name, columnNames };
}
