import {
  type MigrationInterface,
  type QueryRunner,
  Table,
  type TableColumnOptions,
  type TableForeignKeyOptions,
  type TableOptions,
} from 'typeorm';
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

/**
 * A migration that adds tables.
 *
 * @param name unique, ending with the time it was written, in milliseconds of the epoch.
 * @param tables in an order in which references exist.
 */
export function addedTables(
  name: string,
  tables: (columns: ColumnMakers) => readonly TableOptions[],
): new () => MigrationInterface {
  const of = (runner: QueryRunner) => tables(columnMakers(kindOf(runner))).map((each) => new Table(each));
  return migration(name, {
    async up(runner) {
      for (const table of of(runner)) await runner.createTable(table);
    },
    async down(runner) {
      for (const table of of(runner).reverse()) await runner.dropTable(table.name);
    },
  });
}

const ADDED_TYPES = { id: 'varchar(40)', time: 'varchar(24)', text: 'text', number: 'integer' } as const;

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
  return migration(name, {
    // The schema builder would copy SQLite's whole table.
    async up(runner) {
      const collation = kindOf(runner) === 'postgres' && type !== 'number' ? ' COLLATE "C"' : '';
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${ADDED_TYPES[type]}${collation}`);
    },
    async down(runner) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    },
  });
}

/** TypeORM makes migrations from classes and tells them apart by name. */
function migration(name: string, { up, down }: MigrationInterface): new () => MigrationInterface {
  class Migration implements MigrationInterface {
    readonly name = name;
    readonly up = up;
    readonly down = down;
  }
  Object.defineProperty(Migration, 'name', { value: name });
  return Migration;
}
