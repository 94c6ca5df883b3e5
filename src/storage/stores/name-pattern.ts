import { NamePattern, SEGMENT_LENGTH } from '../../core/name-pattern';
import { type DatabaseKind, type Sql, sql } from '../sql/sql';

/**
 * The rule of `matchesPattern` as a predicate over the name columns. Character classes of GLOB, and of regular
 * expressions in the C collation, are ranges of code points.
 *
 * @returns undefined for a pattern that every name matches.
 */
export function namePatternPredicate(pattern: NamePattern, kind: DatabaseKind): Sql | undefined {
  const isSqlite = kind === 'sqlite';
  if (pattern === NamePattern.SEGMENT) {
    return sql`(length(name) <= ${SEGMENT_LENGTH} AND name NOT IN ('.', '..'))`;
  }
  if (pattern === NamePattern.IDENTIFIER) {
    const identifier = isSqlite
      ? sql`name NOT GLOB '*[^A-Za-z0-9_]*' AND name NOT GLOB '[0-9]*'`
      : sql`name COLLATE "C" ~ '^[A-Za-z_][A-Za-z0-9_]*$'`;
    return sql`(${identifier} AND substr(name_folded, 1, 7) <> 'github_')`;
  }
  if (pattern === NamePattern.UPPER_IDENTIFIER) {
    return isSqlite
      ? sql`(name NOT GLOB '*[^A-Z0-9_]*' AND name GLOB '[A-Z]*')`
      : sql`name COLLATE "C" ~ '^[A-Z][A-Z0-9_]*$'`;
  }
  return undefined;
}
