import { rowsOf } from './query';
import { fixed, type Sql, sql } from './sql';
import type { Columns, NamedColumn, Row, Table } from './table';
import type { Reading } from './unit-of-work';

/** A row as a driver gives it: values by the names of the columns selected. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Some columns of a table: what to select for them, and how to read what was selected. */
export interface Projection<Selected> {
  /** The list of columns between `SELECT` and `FROM`. */
  columns(on: Pick<Reading, 'kind'>): Sql;
  read(stored: StoredRow): Selected;
}

/** A projection with the same list of columns on both databases. */
export interface NamedProjection<Selected> extends Projection<Selected> {
  columns(): Sql;
}

/** Which properties of a row to read; without a choice, all of them. */
export interface ProjectionOptions<Only extends string, Except extends string> {
  readonly only?: readonly Only[];
  readonly except?: readonly Except[];
  /** Prepended to the names of the columns in the result, to keep those of joined tables apart. */
  readonly prefix?: string;
}

type Selection<Of extends Columns, Only extends keyof Of, Except extends keyof Of> = {
  readonly [Key in Exclude<Only, Except>]: Row<Of>[Key];
};

/** Some columns of a table, each selected as `table.column`. */
export function projection<
  Of extends Columns,
  Constant extends keyof Of & string,
  const Only extends keyof Of & string = keyof Of & string,
  const Except extends keyof Of & string = never,
>(
  of: Table<Of, Constant>,
  options: ProjectionOptions<Only, Except> = {},
): NamedProjection<Selection<Of, Only, Except>> {
  const { prefix = '' } = options;
  const selected = chosen(of.columns, options).map(({ key, name, column }) => {
    return { key, column, name, alias: `${prefix}${name}` };
  });
  const texts = selected.map(({ name, alias }) => {
    return name === alias ? `${of.name}.${name}` : `${of.name}.${name} AS ${alias}`;
  });
  const columns = fixed(texts.join(', '));
  return {
    columns: () => columns,
    read(stored) {
      const row: Record<string, unknown> = {};
      for (const { key, alias, column } of selected) {
        const value = stored[alias];
        row[key] = column.read === undefined ? value : column.read(value);
      }
      return row as Selection<Of, Only, Except>;
    },
  };
}

/**
 * Some columns of a table, selected as one JSON array in the column `packed`. Drivers convert each column on its own,
 * which costs more than reading a wide row; one text costs half. Not for bytes, which JSON cannot hold.
 */
export function packedProjection<
  Of extends Columns,
  Constant extends keyof Of & string,
  const Only extends keyof Of & string = keyof Of & string,
  const Except extends keyof Of & string = never,
>(
  of: Table<Of, Constant>,
  options: Omit<ProjectionOptions<Only, Except>, 'prefix'> = {},
): Projection<Selection<Of, Only, Except>> {
  const selected = chosen(of.columns, options);
  const names = selected.map(({ name }) => name).join(', ');
  const onSqlite = fixed(`json_array(${names}) AS packed`);
  const onPostgres = fixed(`CAST(json_build_array(${names}) AS text) AS packed`);
  const read = cellReader(selected);
  return {
    columns: ({ kind }) => (kind === 'sqlite' ? onSqlite : onPostgres),
    read: ({ packed }) => read(JSON.parse(packed as string)) as Selection<Of, Only, Except>,
  };
}

/** Runs `SELECT columns …rest`. @throws Unavailable, Conflict, StorageFault */
export async function selectAll<Selected>(
  on: Reading,
  what: Projection<Selected>,
  rest: Sql,
): Promise<Selected[]> {
  const rows = await rowsOf<StoredRow>(on, sql`SELECT ${what.columns(on)} ${rest}`);
  return rows.map((row) => what.read(row));
}

/** The first row of {@link selectAll}, if there is one. @throws Unavailable, Conflict, StorageFault */
export async function selectFirst<Selected>(
  on: Reading,
  what: Projection<Selected>,
  rest: Sql,
): Promise<Selected | undefined> {
  const [row] = await rowsOf<StoredRow>(on, sql`SELECT ${what.columns(on)} ${rest}`);
  return row && what.read(row);
}

function chosen(
  columns: readonly NamedColumn[],
  { only, except = [] }: ProjectionOptions<string, string>,
): NamedColumn[] {
  return columns.filter(({ key }) => (only?.includes(key) ?? true) && !except.includes(key));
}

/**
 * Reads the cells of a packed row. Rows begin as copies of one object, so that all have the same hidden class. Equal
 * times, such as those of creation and last change, are parsed once for each row.
 */
function cellReader(selected: readonly NamedColumn[]): (cells: readonly unknown[]) => object {
  const empty = Object.fromEntries(selected.map(({ key }) => [key, null]));
  const cellsOf = selected.map(({ key, column }, index) => ({ key, column, index }));
  const asStored = cellsOf.filter(({ column }) => column.read === undefined);
  const converted = cellsOf.filter(({ column }) => column.read !== undefined);
  return (cells) => {
    const row: Record<string, unknown> = { ...empty };
    for (const { key, index } of asStored) row[key] = cells[index];
    let lastText: unknown;
    let lastTime: unknown;
    for (const { key, column, index } of converted) {
      const cell = cells[index];
      if (cell === null) continue;
      if (column.type !== 'time') {
        row[key] = column.read?.(cell);
        continue;
      }
      if (cell !== lastText) lastTime = column.read?.(cell);
      lastText = cell;
      row[key] = lastTime;
    }
    return row;
  };
}
