import type { MigrationInterface, QueryRunner, TableColumnOptions, TableForeignKeyOptions } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';

type ColumnMaker = (name: string, more?: Partial<TableColumnOptions>) => TableColumnOptions;

/** Makers of the types of column that the migrations use; `sql/column.ts` says what they mean. */
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

/** The database that a migration runs on. */
export function kindOf(runner: QueryRunner): DatabaseKind {
  return runner.connection.options.type === 'postgres' ? 'postgres' : 'sqlite';
}

/** A migration that has run somewhere never changes, so what these make must not change either. */
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

const ADDED_TYPES = { id: 'varchar(40)', time: 'varchar(24)', text: 'text' } as const;

/**
 * A migration that adds a column to a table. The rows that exist have NULL in it.
 *
 * @param name unique, ending with the time it was written, in milliseconds of the epoch.
 * @example addedColumn('SecretLabel1764300000000', 'secret', 'label', 'text')
 */
export function addedColumn(
  name: string,
  table: string,
  column: string,
  type: keyof typeof ADDED_TYPES,
): new () => MigrationInterface {
  class AddedColumn implements MigrationInterface {
    readonly name = name;

    /** The schema builder would copy SQLite's whole table. */
    async up(runner: QueryRunner): Promise<void> {
      const collation = kindOf(runner) === 'postgres' ? ' COLLATE "C"' : '';
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${ADDED_TYPES[type]}${collation}`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
  Object.defineProperty(AddedColumn, 'name', { value: name });
  return AddedColumn;
}
