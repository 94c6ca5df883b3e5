import type { IdPrefix } from '../../core/id';
import type { Column, GeneratedColumn } from './column';
import { Sql, type SqlValue } from './sql';

/** The columns of a table by the property that a row has for each. */
export type Columns = Readonly<Record<string, Column>>;

/** A row with a value for every column. */
export type Row<Of extends Columns> = {
  readonly [Key in keyof Of]: Of[Key] extends Column<infer Value> ? Value : never;
};

type GeneratedKey<Of extends Columns> = {
  [Key in keyof Of]: Of[Key] extends GeneratedColumn ? Key : never;
}[keyof Of];

/** A column with its property and its name in the database. */
export interface NamedColumn {
  readonly key: string;
  readonly name: string;
  readonly column: Column;
}

/** The columns of a noun. The schema, the type of a row and all statements derive from them. */
export interface Table<Of extends Columns = Columns, Constant extends keyof Of & string = keyof Of & string> {
  readonly name: string;
  /** In the order of the table. */
  readonly columns: readonly NamedColumn[];
  /** The columns that an insertion gives, which is all but those that the database generates, and its beginning. */
  readonly insertion: { readonly columns: readonly NamedColumn[]; readonly beginning: string };
  /** Properties that {@link updateOf} does not change. */
  readonly constant: readonly Constant[];
  /** Unique constraints and indices: properties by name. */
  readonly uniques: Readonly<Record<string, readonly (keyof Of & string)[]>>;
  readonly indices: Readonly<Record<string, readonly (keyof Of & string)[]>>;
  /** The prefix of the ids, if the rows belong to an organization. */
  readonly idPrefix?: IdPrefix;
  /** Exists for {@link RowOf} only; never set. */
  readonly row?: Row<Of>;
}

/** The row of a table: `RowOf<typeof TEAM>`. */
export type RowOf<Some extends Table> = NonNullable<Some['row']>;

/**
 * Defines a table.
 *
 * @example
 * export const TEAM = table(
 *   'team',
 *   { id: id(), organizationId: reference('organization'), name: text(), createdAt: time() },
 *   { constant: ['id', 'organizationId', 'createdAt'] },
 * );
 */
export function table<Of extends Columns, const Constant extends keyof Of & string = never>(
  name: string,
  columns: Of,
  more: Partial<Pick<Table<Of, Constant>, 'constant' | 'uniques' | 'indices' | 'idPrefix'>> = {},
): Table<Of, Constant> {
  const named = Object.entries(columns).map(([key, column]) => {
    return { key, column, name: column.name ?? snakeCase(key) };
  });
  const given = named.filter(({ column }) => column.isGenerated !== true);
  const beginning = `INSERT INTO ${name} (${given.map((each) => each.name).join(', ')})`;
  const insertion = { columns: given, beginning };
  return { name, columns: named, insertion, constant: [], uniques: {}, indices: {}, ...more };
}

/** `INSERT INTO …` of one row: every column but those that the database generates. */
export function insertInto<Of extends Columns, Constant extends keyof Of & string>(
  into: Table<Of, Constant>,
  row: Omit<Row<Of>, GeneratedKey<Of>>,
): Sql {
  return insertion(into, row, ' VALUES (', ')');
}

/** `INSERT INTO … SELECT …` of one row, to be followed by `WHERE` and a condition. */
export function insertSelect<Of extends Columns, Constant extends keyof Of & string>(
  into: Table<Of, Constant>,
  row: Omit<Row<Of>, GeneratedKey<Of>>,
): Sql {
  return insertion(into, row, ' SELECT ', '');
}

/** `UPDATE … SET …` of every column that is not constant, to be followed by `WHERE`. */
export function updateOf<Of extends Columns, Constant extends keyof Of & string>(
  of: Table<Of, Constant>,
  row: Omit<Row<Of>, Constant>,
): Sql {
  const constant: readonly string[] = of.constant;
  return assignment(
    of.name,
    of.columns.filter(({ key }) => !constant.includes(key)),
    row,
  );
}

/** `UPDATE … SET …` of the given columns, to be followed by `WHERE`. */
export function setOf<Of extends Columns, Constant extends keyof Of & string>(
  of: Table<Of, Constant>,
  changes: Partial<Row<Of>>,
): Sql {
  return assignment(
    of.name,
    of.columns.filter(({ key }) => Object.hasOwn(changes, key)),
    changes,
  );
}

function insertion(
  { insertion: { columns, beginning } }: Pick<Table, 'insertion'>,
  row: object,
  before: string,
  after: string,
): Sql {
  const between = columns.slice(1).map(() => ', ');
  return new Sql([`${beginning}${before}`, ...between, after], valuesOf(columns, row));
}

function assignment(name: string, columns: readonly NamedColumn[], row: object): Sql {
  const texts = columns.map(
    (column, index) => `${index === 0 ? `UPDATE ${name} SET ` : ', '}${column.name} = `,
  );
  return new Sql([...texts, ''], valuesOf(columns, row));
}

function valuesOf(columns: readonly NamedColumn[], row: object): SqlValue[] {
  return columns.map(({ key, column }) => {
    const value = (row as Readonly<Record<string, unknown>>)[key];
    if (value === undefined) throw new TypeError('A value of a statement is undefined');
    return column.write === undefined ? (value as SqlValue) : column.write(value);
  });
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
