import { BadUserInput } from '../../core/errors';

/** The databases that are supported. */
export type DatabaseKind = 'sqlite' | 'postgres';

/** A value of a statement. Values are always bound, never written into the text. */
export type SqlValue = string | number | boolean | Date | Uint8Array | null;

/** A statement or a part of one: its text around its values. Made by {@link sql} only. */
export class Sql {
  constructor(
    /** The texts before, between and after the values. */
    readonly texts: readonly string[],
    readonly values: readonly SqlValue[],
  ) {}
}

/**
 * A statement from a template: `` sql`SELECT id FROM team WHERE id IN (${list(ids)}) AND ${visible}` ``. A part that is
 * {@link Sql} is inserted; every other part becomes a bound value. Submitted text can therefore never become SQL.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlValue | Sql)[]): Sql {
  const texts = [strings[0] ?? ''];
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    const after = strings[index + 1] ?? '';
    if (part instanceof Sql) {
      texts[texts.length - 1] += part.texts[0] ?? '';
      texts.push(...part.texts.slice(1));
      values.push(...part.values);
      texts[texts.length - 1] += after;
    } else {
      if (part === undefined) throw new TypeError('A value of a statement is undefined');
      values.push(part);
      texts.push(after);
    }
  });
  return new Sql(texts, values);
}

const NOTHING = new Sql([''], []);

/**
 * The values for `IN (…)`, without duplicates: a client may repeat one value more often than a statement may have
 * parameters. An empty list becomes NULL, which equals nothing.
 */
export function list(values: readonly SqlValue[]): Sql {
  const once = [...new Set(values)];
  if (once.length === 0) return new Sql(['NULL'], []);
  return new Sql(['', ...once.slice(1).map(() => ', '), ''], once);
}

/** Joins parts with a fixed text between them, for example ` AND `. */
export function joined(parts: readonly Sql[], separator: string): Sql {
  const [first, ...rest] = parts;
  if (first === undefined) return NOTHING;
  const between = fixed(separator);
  return rest.reduce((all, part) => sql`${all}${between}${part}`, first);
}

/**
 * True if any of the predicates is. Without a predicate it is false. In halves: each OR of a chain makes the expression one
 * level deeper, and SQLite refuses more than 1,000 levels.
 */
export function anyOf(predicates: readonly Sql[]): Sql {
  const [only] = predicates;
  if (only === undefined) return sql`1 = 0`;
  if (predicates.length === 1) return only;
  const middle = predicates.length >> 1;
  return sql`(${anyOf(predicates.slice(0, middle))} OR ${anyOf(predicates.slice(middle))})`;
}

/** A part of a statement from the program itself (a column, a direction). @throws TypeError for unusual characters. */
export function fixed(text: string): Sql {
  if (!/^[A-Za-z0-9_.,() =*]*$/.test(text)) throw new TypeError('Not a fixed part of a statement');
  return new Sql([text], []);
}

/**
 * Locks the selected rows until the unit ends, against changes and locks of other units but not against rows that only
 * refer to them. SQLite has one writer at a time and needs no lock.
 */
export function forUpdate(on: { readonly kind: DatabaseKind }, table?: string): Sql {
  if (on.kind === 'sqlite') return NOTHING;
  return fixed(table === undefined ? ' FOR NO KEY UPDATE' : ` FOR NO KEY UPDATE OF ${table}`);
}

/** The text of a statement with placeholders: `?` on SQLite, `$1`… on PostgreSQL. */
export function renderedSql(statement: Sql, kind: DatabaseKind): string {
  const { texts } = statement;
  if (kind === 'sqlite') return texts.join('?');
  let text = texts[0] ?? '';
  for (let index = 1; index < texts.length; index++) text += `$${index}${texts[index]}`;
  return text;
}

/**
 * A value as both drivers accept it: times as ISO-8601 text in UTC with milliseconds, bytes as a Buffer over the same
 * memory.
 *
 * @throws BadUserInput rule `unicode` for U+0000, which PostgreSQL refuses in text: the same answer on both databases.
 */
export function boundValue(value: SqlValue): string | number | boolean | Buffer | null {
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw BadUserInput.at('', 'unicode', 'Text cannot hold the character U+0000.');
  }
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value;
}
