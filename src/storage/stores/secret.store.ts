import type { Page, PageRequest } from '../../core/page';
import { ownerKey, type Secret } from '../../core/secret';
import { policyText } from '../../core/use-policy';
import { mapPages } from '../sql/keyset';
import { changesOf, countOf, firstOf, rowsOf, type StoredCount } from '../sql/query';
import { fixed, forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { type SecretRow, secretColumns, secretOf } from './secret.row';
import { filterPredicate, keysetOrderOf, type SecretFilter, type SecretOrder } from './secret-filter';
import { secretPages } from './secret-page';
import { type SecretScope, withinScopes } from './secret-scope';

/** That a secret was used, and when. */
export interface SecretUse {
  readonly secretId: string;
  readonly at: Date;
}

/**
 * The rows of secrets. Whatever is read for a principal goes through its scopes, so that a secret out of reach is not
 * found, listed or counted, and does not move a cursor. All methods throw Unavailable and StorageFault.
 */
export class SecretStore {
  /** The secrets of these ids that are within the scopes, in no particular order. */
  async find(on: Reading, scopes: readonly SecretScope[], ids: readonly string[]): Promise<Secret[]> {
    if (scopes.length === 0 || ids.length === 0) return [];
    const rows = await rowsOf<SecretRow>(
      on,
      sql`SELECT ${secretColumns(on)} FROM secret WHERE id IN (${list(ids)}) AND ${withinScopes(scopes)}`,
    );
    return rows.map(secretOf);
  }

  /** The secret of this owner and folded name, if it is within the scope. */
  async findByName(
    on: Reading,
    scope: SecretScope,
    owner: string,
    folded: string,
  ): Promise<Secret | undefined> {
    const row = await firstOf<SecretRow>(
      on,
      sql`SELECT ${secretColumns(on)} FROM secret WHERE owner_key = ${owner} AND name_folded = ${folded} AND ${withinScopes([scope])}`,
    );
    return row && secretOf(row);
  }

  /** One page of each organization's secrets, all in one statement. @throws BadUserInput rule `cursor`. */
  async page(
    on: Reading,
    scopes: readonly SecretScope[],
    filter: SecretFilter,
    order: SecretOrder,
    page: PageRequest,
  ): Promise<Map<string, Page<Secret>>> {
    const wheres = new Map(
      [...byOrganization(scopes)].map(([id, own]) => [id, filtered(on, own, filter)] as const),
    );
    return mapPages(await secretPages(on, wheres, keysetOrderOf(order), page), secretOf);
  }

  /** How many secrets of each organization the filter leaves. */
  async count(
    on: Reading,
    scopes: readonly SecretScope[],
    filter: SecretFilter,
  ): Promise<Map<string, number>> {
    const counts = new Map(scopes.map(({ organizationId }) => [organizationId, 0]));
    if (counts.size === 0) return counts;
    const rows = await rowsOf<{ organization_id: string; count: StoredCount }>(
      on,
      sql`SELECT organization_id, COUNT(*) AS count FROM secret WHERE ${filtered(on, scopes, filter)} GROUP BY organization_id`,
    );
    for (const row of rows) counts.set(row.organization_id, Number(row.count));
    return counts;
  }

  /** A page by offset, for the dialects that count pages. */
  async offsetPage(
    on: Reading,
    scope: SecretScope,
    filter: SecretFilter,
    order: SecretOrder,
    offset: number,
    limit: number,
  ): Promise<Secret[]> {
    const { column, id, descending } = keysetOrderOf(order);
    const word = descending ? 'DESC' : 'ASC';
    const rows = await rowsOf<SecretRow>(
      on,
      sql`SELECT ${secretColumns(on)} FROM secret WHERE ${filtered(on, [scope], filter)} ORDER BY ${fixed(`${column} ${word}, ${id} ${word}`)} LIMIT ${limit} OFFSET ${offset}`,
    );
    return rows.map(secretOf);
  }

  /** The secret, held against other writers until the unit ends; undefined when it is out of the scope. */
  async lock(unit: UnitOfWork, scope: SecretScope, id: string): Promise<Secret | undefined> {
    const row = await firstOf<SecretRow>(
      unit,
      sql`SELECT ${secretColumns(unit)} FROM secret WHERE id = ${id} AND ${withinScopes([scope])}${forUpdate(unit)}`,
    );
    return row && secretOf(row);
  }

  /** @throws Conflict at `input.name` when the owner has a secret of this name. */
  async insert(unit: UnitOfWork, secret: Secret, nameFolded: string): Promise<void> {
    const s = secret;
    await changesOf(
      unit,
      sql`INSERT INTO secret (id, organization_id, owner_key, name, name_folded, type, note, is_sensitive, is_file, access, team_id, owner_id, visibility, version, created_at, created_by, updated_at, updated_by, expires_at, last_used_at, use_policy) VALUES (${s.id}, ${s.organizationId}, ${ownerKey(s)}, ${s.name}, ${nameFolded}, ${s.type}, ${s.note}, ${s.isSensitive}, ${s.isFile}, ${s.access}, ${s.teamId}, ${s.ownerId}, ${s.visibility}, ${s.version}, ${s.createdAt}, ${s.createdBy}, ${s.updatedAt}, ${s.updatedBy}, ${s.expiresAt}, ${s.lastUsedAt}, ${s.usePolicy && policyText(s.usePolicy)})`,
    );
  }

  /**
   * Writes what can change. Who made it and when stays, and so does the last use, which {@link touchUsed} alone writes.
   *
   * @throws Conflict at `input.name` when the owner has another secret of this name.
   */
  async update(unit: UnitOfWork, secret: Secret, nameFolded: string): Promise<void> {
    const s = secret;
    await changesOf(
      unit,
      sql`UPDATE secret SET owner_key = ${ownerKey(s)}, name = ${s.name}, name_folded = ${nameFolded}, type = ${s.type}, note = ${s.note}, is_sensitive = ${s.isSensitive}, is_file = ${s.isFile}, access = ${s.access}, team_id = ${s.teamId}, owner_id = ${s.ownerId}, visibility = ${s.visibility}, version = ${s.version}, updated_at = ${s.updatedAt}, updated_by = ${s.updatedBy}, expires_at = ${s.expiresAt}, use_policy = ${s.usePolicy && policyText(s.usePolicy)} WHERE organization_id = ${s.organizationId} AND id = ${s.id}`,
    );
  }

  /** Deletes a secret with its versions and its selection of repositories. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** Deletes the personal secrets of a principal in one organization; their ids. */
  async deletePersonal(unit: UnitOfWork, organizationId: string, ownerId: string): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      unit,
      sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND owner_key = ${ownerId} AND access = 'PERSONAL' RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** How many secrets a team owns, whoever asks. */
  async countOfTeam(on: Reading, organizationId: string, teamId: string): Promise<number> {
    return countOf(
      on,
      sql`SELECT COUNT(*) AS count FROM secret WHERE organization_id = ${organizationId} AND owner_key = ${teamId} AND access = 'TEAM'`,
    );
  }

  /** Notes the last use of secrets in one statement; a use earlier than the one noted changes nothing. */
  async touchUsed(unit: UnitOfWork, uses: readonly SecretUse[]): Promise<void> {
    const latest = new Map<string, Date>();
    for (const { secretId, at } of uses) {
      const known = latest.get(secretId);
      if (known === undefined || known < at) latest.set(secretId, at);
    }
    if (latest.size === 0) return;
    const values = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, at]) => sql`(${id}, ${at})`);
    await rowsOf(
      unit,
      sql`WITH used (id, used_at) AS (VALUES ${joined(values, ', ')}) UPDATE secret SET last_used_at = used.used_at FROM used WHERE secret.id = used.id AND (secret.last_used_at IS NULL OR secret.last_used_at < used.used_at)`,
    );
  }
}

function filtered({ kind }: Reading, scopes: readonly SecretScope[], filter: SecretFilter): Sql {
  const predicate = filterPredicate(filter, kind);
  const within = withinScopes(scopes);
  return predicate === undefined ? within : sql`${within} AND ${predicate}`;
}

function byOrganization(scopes: readonly SecretScope[]): Map<string, SecretScope[]> {
  const groups = new Map<string, SecretScope[]>();
  for (const scope of scopes) {
    const group = groups.get(scope.organizationId);
    if (group === undefined) groups.set(scope.organizationId, [scope]);
    else group.push(scope);
  }
  return groups;
}
