import type { SqlValue } from './sql';
import { StoredTime } from './stored-time';

/** The few types of column that all tables are made of. */
export type ColumnType = 'id' | 'time' | 'text' | 'bytes' | 'flag' | 'number' | 'bigNumber';

/** A stored truth value: SQLite gives 0 or 1, PostgreSQL a boolean. */
export type StoredFlag = boolean | 0 | 1;

/** A foreign key: the table and column it refers to, and what a deletion of the other row does to this one. */
export interface ForeignKey {
  readonly table: string;
  readonly column: string;
  readonly onDelete: 'CASCADE' | 'RESTRICT';
}

/** A column, and how the values of its property are stored. Made by the functions of this module. */
export interface Column<Value = unknown> {
  readonly type: ColumnType;
  /** The column's name; undefined when it is the property's name in snake case. */
  readonly name?: string;
  readonly isNullable?: boolean;
  readonly isPrimary?: boolean;
  /** The name of the primary key's constraint, where it is not the database's own. */
  readonly primaryKey?: string;
  readonly isGenerated?: boolean;
  readonly foreignKey?: ForeignKey;
  /** Converts what a driver returns to the value; undefined when they are the same. */
  read?(stored: unknown): Value;
  /** Converts the value to what is bound; undefined when they are the same. */
  write?(value: Value): SqlValue;
}

/** A column whose value the database chooses when a row is inserted. */
export interface GeneratedColumn<Value = unknown> extends Column<Value> {
  readonly isGenerated: true;
}

/** An id that is the primary key, or a part of it. */
export function id(): Column<string> {
  return { type: 'id', isPrimary: true };
}

/**
 * The id of another row.
 *
 * @param table the table whose `id` it must exist in; without one there is no foreign key.
 */
export function reference(table?: string, onDelete: ForeignKey['onDelete'] = 'CASCADE'): Column<string> {
  return table === undefined ? { type: 'id' } : { type: 'id', foreignKey: { table, column: 'id', onDelete } };
}

/** Text, or one of a few words. */
export function text<Value extends string = string>(): Column<Value> {
  return { type: 'text' };
}

/** A time: ISO-8601 in UTC with milliseconds, so that the same text sorts and compares alike on both databases. */
export function time(): Column<Date> {
  return { type: 'time', read: (stored) => new StoredTime(stored as string) };
}

/** True or false. */
export function flag(): Column<boolean> {
  return { type: 'flag', read: (stored) => flagOf(stored as StoredFlag) };
}

/** A whole number of at most 32 bits. */
export function number(): Column<number> {
  return { type: 'number' };
}

/** A number that is the primary key and counts up, chosen by the database. */
export function generatedNumber(): GeneratedColumn<number> {
  return { type: 'number', isPrimary: true, isGenerated: true };
}

/** A whole number of at most 64 bits, read as text. */
export function bigNumber(): Column<string> {
  return { type: 'bigNumber' };
}

/** Bytes. */
export function bytes(): Column<Uint8Array> {
  return { type: 'bytes' };
}

/** The same column, where a row may have no value. */
export function optional<Value>(column: Column<Value>): Column<Value | null> {
  const { read, write } = column;
  return {
    ...column,
    isNullable: true,
    ...(read && { read: (stored) => (stored === null ? null : read(stored)) }),
    ...(write && { write: (value) => (value === null ? null : write(value)) }),
  };
}

/** The same column as (a part of) the primary key. */
export function primary<Value>(column: Column<Value>, constraint?: string): Column<Value> {
  return { ...column, isPrimary: true, ...(constraint !== undefined && { primaryKey: constraint }) };
}

/** The same column with a name of its own. */
export function named<Value>(name: string, column: Column<Value>): Column<Value> {
  return { ...column, name };
}

/**
 * The same column for values of another type.
 *
 * @param read converts a stored text to a value.
 * @param write converts a value to what is stored.
 */
export function mapped<Value>(
  column: Column<string>,
  read: (stored: string) => Value,
  write: (value: Value) => SqlValue,
): Column<Value> {
  const { read: _, write: __, ...rest } = column;
  return { ...rest, read: (stored) => read(stored as string), write };
}

/** Words with commas between them. */
export function wordList<Word extends string>(): Column<readonly Word[]> {
  return mapped(
    text(),
    (stored) => (stored === '' ? [] : (stored.split(',') as Word[])),
    (words) => words.join(','),
  );
}

/** The truth value of a stored flag. */
export function flagOf(value: StoredFlag): boolean {
  return value === true || value === 1;
}
