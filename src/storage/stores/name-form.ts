import { NameForm, SEGMENT_LENGTH } from '../../core/name-form';
import { type DatabaseKind, type Sql, sql } from '../sql/sql';

/**
 * What core's `hasForm` says, as a predicate over the name columns; undefined when it leaves every name. The classes of
 * GLOB and of regular expressions in the C collation are ranges of code points.
 */
export function nameFormPredicate(form: NameForm, kind: DatabaseKind): Sql | undefined {
  const isSqlite = kind === 'sqlite';
  if (form === NameForm.SEGMENT) {
    return sql`(length(name) <= ${SEGMENT_LENGTH} AND name NOT IN ('.', '..'))`;
  }
  if (form === NameForm.IDENTIFIER) {
    const identifier = isSqlite
      ? sql`name NOT GLOB '*[^A-Za-z0-9_]*' AND name NOT GLOB '[0-9]*'`
      : sql`name COLLATE "C" ~ '^[A-Za-z_][A-Za-z0-9_]*$'`;
    return sql`(${identifier} AND substr(name_folded, 1, 7) <> 'github_')`;
  }
  if (form === NameForm.UPPER_IDENTIFIER) {
    return isSqlite
      ? sql`(name NOT GLOB '*[^A-Z0-9_]*' AND name GLOB '[A-Z]*')`
      : sql`name COLLATE "C" ~ '^[A-Z][A-Z0-9_]*$'`;
  }
  return undefined;
}
