import { foldCase } from '../../core/name';
import type { NamePattern } from '../../core/name-pattern';
import type { SortKey } from '../../core/page';
import { isWellFormedText } from '../../core/plaintext';
import type { Secret, SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import type { KeysetOrder } from '../sql/keyset';
import { type DatabaseKind, joined, list, type Sql, sql } from '../sql/sql';
import { namePatternPredicate } from './name-pattern';

/** Which secrets to return; every given condition must hold. An empty list of choices matches no secret. */
export interface SecretFilter {
  /** The beginning of the name, in any case. */
  readonly namePrefix?: string;
  /** A part of the name or of the note. In notes, case is ignored for the letters A to Z only. */
  readonly text?: string;
  readonly types?: readonly SecretType[];
  readonly access?: readonly SecretAccess[];
  readonly teamId?: string;
  readonly visibility?: readonly SecretVisibility[];
  /** The secret expires before this time. */
  readonly expiringBefore?: Date;
  /** The secret was never used, or was last used before this time. */
  readonly unusedSince?: Date;
  readonly isFile?: boolean;
  /** The dialect accepts the name. */
  readonly namePattern?: NamePattern;
}

/** The order of a list of secrets: by folded name, time of creation or time of the last change, then by id. */
export interface SecretOrder {
  readonly by: 'NAME' | 'CREATED' | 'UPDATED';
  readonly descending: boolean;
}

const ORDER_COLUMNS = { NAME: 'name_folded', CREATED: 'created_at', UPDATED: 'updated_at' } as const;

/** The keyset of an order. Each has an index that begins with the organization. */
export function keysetOrderOf({ by, descending }: SecretOrder): KeysetOrder {
  return { column: ORDER_COLUMNS[by], id: 'id', descending };
}

/** The sort key of a secret: the folded name, or the time as stored, and the id. */
export function sortKeyOf(secret: Secret, by: SecretOrder['by'], nameFolded?: string): SortKey {
  if (by === 'NAME') return { value: nameFolded ?? foldCase(secret.name), id: secret.id };
  return { value: (by === 'CREATED' ? secret.createdAt : secret.updatedAt).toISOString(), id: secret.id };
}

/** The filter as one predicate over the columns of `secret`; undefined for a filter without conditions. */
export function filterPredicate(filter: SecretFilter, kind: DatabaseKind): Sql | undefined {
  const { namePrefix, text, types, access, teamId, visibility, expiringBefore, unusedSince, isFile } = filter;
  const conditions: Sql[] = [];
  if (namePrefix !== undefined) conditions.push(nameBeginsWith(namePrefix));
  if (text !== undefined) conditions.push(containsText(text, kind));
  if (types !== undefined) conditions.push(sql`type IN (${list(types)})`);
  if (access !== undefined) conditions.push(sql`access IN (${list(access)})`);
  if (teamId !== undefined) conditions.push(sql`team_id = ${teamId}`);
  if (visibility !== undefined) conditions.push(sql`visibility IN (${list(visibility)})`);
  if (expiringBefore !== undefined) conditions.push(sql`expires_at < ${expiringBefore}`);
  if (unusedSince !== undefined) {
    conditions.push(sql`(last_used_at IS NULL OR last_used_at < ${unusedSince})`);
  }
  if (isFile !== undefined) conditions.push(sql`is_file = ${isFile}`);
  const pattern = filter.namePattern && namePatternPredicate(filter.namePattern, kind);
  if (pattern !== undefined) conditions.push(pattern);
  return conditions.length === 0 ? undefined : joined(conditions, ' AND ');
}

/** Names and notes cannot hold other text, and PostgreSQL refuses a NUL as a parameter. */
function isStorable(text: string): boolean {
  return isWellFormedText(text) && !text.includes('\0');
}

/**
 * A range and not LIKE: it needs no escapes, uses the index, and compares bytes on both databases. U+10FFFF is above
 * every character and, being unassigned, in no name.
 */
function nameBeginsWith(prefix: string): Sql {
  if (!isStorable(prefix)) return sql`1 = 0`;
  const from = foldCase(prefix.normalize('NFC'));
  return sql`(name_folded >= ${from} AND name_folded < ${`${from}\u{10ffff}`})`;
}

/** Substring functions and not LIKE: `%`, `_` and the escape character are then characters like others. */
function containsText(text: string, kind: DatabaseKind): Sql {
  if (!isStorable(text)) return sql`1 = 0`;
  const inName = foldCase(text.normalize('NFC'));
  const inNote = text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return kind === 'sqlite'
    ? sql`(instr(name_folded, ${inName}) > 0 OR instr(lower(note), ${inNote}) > 0)`
    : sql`(strpos(name_folded, ${inName}) > 0 OR strpos(lower(note COLLATE "C"), ${inNote}) > 0)`;
}
