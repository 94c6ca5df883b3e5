import type { Page, PageRequest } from '../../core/page';
import { type DeletedSecret, ownerKey, type Secret } from '../../core/secret';
import { SECRET } from '../entities/secret.entity';
import { keysetPages } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countsOf, rowsOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { setOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { deletedWithinScopes, type SecretScope } from './secret-scope';

const ROWS = projection(SECRET, { except: ['ownerKey', 'nameFolded'] });
const IDS = projection(SECRET, { only: ['id', 'organizationId'] });

type DeletedRow = Omit<DeletedSecret, 'deletedAt' | 'deletedBy'> & {
  readonly deletedAt: Date | null;
  readonly deletedBy: string | null;
};

/** The statements of deleted secrets. No other statement sees them. All methods throw Unavailable and StorageFault. */
export class DeletedSecretStore {
  /** Marks a secret as deleted. Its name is free, and nothing else finds the secret any more. */
  async add(unit: UnitOfWork, { id, organizationId }: Secret, at: Date, by: string): Promise<void> {
    const changes = setOf(SECRET, { ownerKey: id, deletedAt: at, deletedBy: by });
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** The deleted secret, locked until the unit ends. @param since a secret that was deleted earlier is not found. */
  async lock(
    unit: UnitOfWork,
    scope: SecretScope,
    id: string,
    since: Date,
  ): Promise<DeletedSecret | undefined> {
    const where = sql`id = ${id} AND ${deletedWithinScopes([scope], since)}${forUpdate(unit)}`;
    const row = await selectFirst(unit, ROWS, sql`FROM secret WHERE ${where}`);
    return row && deleted(row);
  }

  /** Makes a deleted secret an ordinary one again. @throws Conflict at `input.name` when its name is taken. */
  async restore(unit: UnitOfWork, secret: Secret, nameFolded: string): Promise<void> {
    const { id, organizationId, name, updatedAt, updatedBy } = secret;
    const changes = setOf(SECRET, {
      name,
      nameFolded,
      ownerKey: ownerKey(secret),
      updatedAt,
      updatedBy,
      deletedAt: null,
      deletedBy: null,
    });
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** One page of each scope's deleted secrets, by organization id; the last deleted first. */
  async page(
    on: Reading,
    scopes: readonly SecretScope[],
    since: Date,
    page: PageRequest,
  ): Promise<Map<string, Page<DeletedSecret>>> {
    const organizationIds = scopes.map(({ organizationId }) => organizationId);
    const secrets = {
      what: ROWS,
      from: sql`secret`,
      where: deletedWithinScopes(scopes, since),
      order: { column: 'deleted_at', id: 'id', descending: true },
    };
    const pages = await keysetPages(on, secrets, 'organization_id', organizationIds, page);
    return new Map([...pages].map(([id, each]) => [id, { ...each, rows: each.rows.map(deleted) }]));
  }

  /** How many deleted secrets each scope has, by organization id. */
  count(on: Reading, scopes: readonly SecretScope[], since: Date): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM secret WHERE ${deletedWithinScopes(scopes, since)} GROUP BY organization_id`,
      scopes.map(({ organizationId }) => organizationId),
    );
  }

  /** Secrets of all organizations that were deleted at or before a time. */
  due(on: Reading, before: Date, limit: number): Promise<{ id: string; organizationId: string }[]> {
    return selectAll(
      on,
      IDS,
      sql`FROM secret WHERE deleted_at IS NOT NULL AND deleted_at <= ${before} ORDER BY organization_id, deleted_at, id LIMIT ${limit}`,
    );
  }

  /** Shreds secrets that were deleted at or before a time, and not restored since. @returns their ids. */
  async destroy(
    unit: UnitOfWork,
    organizationId: string,
    ids: readonly string[],
    before: Date,
  ): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      unit,
      sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND id IN (${list(ids)}) AND deleted_at IS NOT NULL AND deleted_at <= ${before} RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Shreds the deleted secrets of a team. @returns their ids. */
  async destroyOfTeam(unit: UnitOfWork, organizationId: string, teamId: string): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(
      unit,
      sql`DELETE FROM secret WHERE organization_id = ${organizationId} AND team_id = ${teamId} AND deleted_at IS NOT NULL RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }
}

function deleted({ deletedAt, deletedBy, ...secret }: DeletedRow): DeletedSecret {
  if (deletedAt === null || deletedBy === null) throw new TypeError('The secret is not deleted');
  return { ...secret, deletedAt, deletedBy };
}
