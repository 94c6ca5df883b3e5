import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { ColumnType } from '../sql/column';
import type { DatabaseKind } from '../sql/sql';
import type { NamedColumn, Table } from '../sql/table';

/** A table as TypeORM compares it with the database. Its properties are the names of the columns. */
export function entitySchemaOf(of: Table, kind: DatabaseKind): EntitySchema {
  const names = new Map(of.columns.map(({ key, name }) => [key, name]));
  const namesOf = (keys: readonly string[]) => keys.map((key) => names.get(key)!);
  const keysOf = (some: Table['uniques']) =>
    Object.entries(some).map(([name, keys]) => ({ name, columns: namesOf(keys) }));
  return new EntitySchema({
    name: of.name,
    columns: Object.fromEntries(of.columns.map((each) => [each.name, optionsOf(each, kind)])),
    uniques: keysOf(of.uniques),
    indices: keysOf(of.indices),
    foreignKeys: of.columns.flatMap(({ name, column: { foreignKey } }) => {
      if (foreignKey === undefined) return [];
      const { table: target, column, onDelete } = foreignKey;
      const constraint = `${of.name}_${name.replace(/(?:_database)?_id$/, '')}_fk`;
      return [{ name: constraint, target, columnNames: [name], referencedColumnNames: [column], onDelete }];
    }),
  });
}

function optionsOf({ column }: NamedColumn, kind: DatabaseKind): EntitySchemaColumnOptions {
  return {
    ...typeOptions(column.type, kind),
    ...(column.isNullable === true && { nullable: true }),
    ...(column.isPrimary === true && { primary: true }),
    ...(column.primaryKey !== undefined && { primaryKeyConstraintName: column.primaryKey }),
    ...(column.isGenerated === true && { generated: 'increment' as const }),
  };
}

/**
 * Text is compared byte by byte on both databases: SQLite does so by itself, PostgreSQL by the collation "C". Any other
 * collation would order pages differently from the cursors.
 */
function typeOptions(type: ColumnType, kind: DatabaseKind): EntitySchemaColumnOptions {
  const bytewise = kind === 'postgres' ? { collation: 'C' } : {};
  switch (type) {
    case 'id':
      return { type: 'varchar', length: 40, ...bytewise };
    case 'time':
      return { type: 'varchar', length: 24, ...bytewise };
    case 'text':
      return { type: 'text', ...bytewise };
    case 'bytes':
      return { type: kind === 'postgres' ? 'bytea' : 'blob' };
    case 'flag':
      return { type: 'boolean' };
    case 'number':
      return { type: 'integer' };
    case 'bigNumber':
      return { type: 'bigint' };
  }
}
