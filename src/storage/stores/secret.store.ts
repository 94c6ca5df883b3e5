import type { Page, PageRequest } from '../../core/page';
import { ownerKey, type Secret } from '../../core/secret';
import { SECRET, SECRETS } from '../entities/secret.entity';
import { selectAll, selectFirst } from '../sql/projection';
import { changesOf, countOf, countsOf, rowsOf } from '../sql/query';
import { fixed, forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { filterPredicate, keysetOrderOf, type SecretFilter, type SecretOrder } from './secret-filter';
import { secretPages } from './secret-page';
import { type SecretScope, withinScopes } from './secret-scope';

/** When a secret was used. */
export interface SecretUse {
  readonly secretId: string;
  readonly at: Date;
}

/**
 * The statements of secrets. Reads for a principal take its scopes, so a secret out of reach is not found, listed or
 * counted, and does not move a cursor. All methods throw Unavailable and StorageFault.
 */
export class SecretStore {
  /** The secrets with these ids that are within the scopes, in no particular order. */
  async find(on: Reading, scopes: readonly SecretScope[], ids: readonly string[]): Promise<Secret[]> {
    if (scopes.length === 0 || ids.length === 0) return [];
    return selectAll(on, SECRETS, sql`FROM secret WHERE id IN (${list(ids)}) AND ${withinScopes(scopes)}`);
  }

  /** The secret with this owner and folded name, if it is within the scope. @param owner see core's `ownerKey`. */
  findByName(on: Reading, scope: SecretScope, owner: string, folded: string): Promise<Secret | undefined> {
    const where = sql`owner_key = ${owner} AND name_folded = ${folded} AND ${withinScopes([scope])}`;
    return selectFirst(on, SECRETS, sql`FROM secret WHERE ${where}`);
  }

  /** One page of each organization's secrets, all in one statement. @throws BadUserInput rule `cursor`. */
  page(
    on: Reading,
    scopes: readonly SecretScope[],
    filter: SecretFilter,
    order: SecretOrder,
    page: PageRequest,
  ): Promise<Map<string, Page<Secret>>> {
    const wheres = new Map(
      [...byOrganization(scopes)].map(([id, own]) => [id, filtered(on, own, filter)] as const),
    );
    return secretPages(on, wheres, keysetOrderOf(order), page);
  }

  /** How many secrets of each organization match the filter. */
  async count(
    on: Reading,
    scopes: readonly SecretScope[],
    filter: SecretFilter,
  ): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM secret WHERE ${filtered(on, scopes, filter)} GROUP BY organization_id`,
      scopes.map(({ organizationId }) => organizationId),
    );
  }

  /** A page by offset, for dialects with page numbers. */
  offsetPage(
    on: Reading,
    scope: SecretScope,
    filter: SecretFilter,
    order: SecretOrder,
    offset: number,
    limit: number,
  ): Promise<Secret[]> {
    const { column, id, descending } = keysetOrderOf(order);
    const word = descending ? 'DESC' : 'ASC';
    return selectAll(
      on,
      SECRETS,
      sql`FROM secret WHERE ${filtered(on, [scope], filter)} ORDER BY ${fixed(`${column} ${word}, ${id} ${word}`)} LIMIT ${limit} OFFSET ${offset}`,
    );
  }

  /** The secret, locked against other writers until the unit ends; undefined when it is out of the scope. */
  lock(unit: UnitOfWork, scope: SecretScope, id: string): Promise<Secret | undefined> {
    const where = sql`id = ${id} AND ${withinScopes([scope])}${forUpdate(unit)}`;
    return selectFirst(unit, SECRETS, sql`FROM secret WHERE ${where}`);
  }

  /** @throws Conflict at `input.name` when the owner has a secret of this name. */
  async insert(unit: UnitOfWork, secret: Secret, nameFolded: string): Promise<void> {
    const row = { ...secret, ownerKey: ownerKey(secret), nameFolded, deletedAt: null, deletedBy: null };
    await changesOf(unit, insertInto(SECRET, row));
  }

  /**
   * Writes what can change. The last use stays, because only {@link touchUsed} writes it.
   *
   * @throws Conflict at `input.name` when the owner has another secret of this name.
   */
  async update(unit: UnitOfWork, secret: Secret, nameFolded: string): Promise<void> {
    const { id, organizationId } = secret;
    const changes = updateOf(SECRET, { ...secret, ownerKey: ownerKey(secret), nameFolded });
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** Shreds a secret, its versions and its selection of repositories, whether it is deleted or not. */
  async destroy(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** Shreds the personal secrets of a principal in one organization, deleted ones, too. @returns their ids. */
  async destroyPersonal(unit: UnitOfWork, organizationId: string, ownerId: string): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      unit,
      sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND access = 'PERSONAL' AND (owner_key = ${ownerId} OR (deleted_at IS NOT NULL AND owner_id = ${ownerId})) RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** How many secrets a team owns, without regard to any reach. Deleted ones do not count. */
  async countOfTeam(on: Reading, organizationId: string, teamId: string): Promise<number> {
    return countOf(
      on,
      sql`SELECT COUNT(*) AS count FROM secret WHERE organization_id = ${organizationId} AND owner_key = ${teamId} AND access = 'TEAM'`,
    );
  }

  /** Records the last use of secrets in one statement. A use earlier than the recorded one changes nothing. */
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
