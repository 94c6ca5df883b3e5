import type { Page, PageRequest } from '../../core/page';
import type { Role } from '../../core/role';
import { ROLE } from '../entities/role.entity';
import { keysetPages } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countsOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const ROLES = projection(ROLE, { except: ['nameFolded'] });

/** The statements of roles. */
export class RoleStore {
  /** The roles with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Role[]> {
    return ids.length === 0 ? [] : selectAll(on, ROLES, sql`FROM role WHERE id IN (${list(ids)})`);
  }

  /** @param folded the folded name. */
  findByName(on: Reading, organizationId: string, folded: string): Promise<Role | undefined> {
    const where = sql`organization_id = ${organizationId} AND name_folded = ${folded}`;
    return selectFirst(on, ROLES, sql`FROM role WHERE ${where}`);
  }

  /** A page for each organization, by name. */
  page(on: Reading, organizationIds: readonly string[], page: PageRequest): Promise<Map<string, Page<Role>>> {
    const roles = {
      what: ROLES,
      from: sql`role`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    return keysetPages(on, roles, 'organization_id', organizationIds, page);
  }

  /** How many roles each organization has. */
  count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM role WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** The role, locked until the unit ends. */
  lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Role | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return selectFirst(unit, ROLES, sql`FROM role WHERE ${where}`);
  }

  /** @throws Conflict when the name is taken. */
  async insert(unit: UnitOfWork, role: Role, nameFolded: string): Promise<void> {
    await changesOf(unit, insertInto(ROLE, { ...role, nameFolded }));
  }

  /** @throws Conflict when the name is taken. */
  async update(unit: UnitOfWork, role: Role, nameFolded: string): Promise<void> {
    const { id, organizationId } = role;
    await changesOf(
      unit,
      sql`${updateOf(ROLE, { ...role, nameFolded })} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** @throws Conflict when a member has the role. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM role WHERE organization_id = ${organizationId} AND id = ${id}`);
  }
}
