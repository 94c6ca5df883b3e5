import type { Page, PageRequest } from '../../core/page';
import type { Permission } from '../../core/permission';
import type { Role } from '../../core/role';
import type { RoleRow } from '../entities/role.entity';
import { keysetPages, mapPages } from '../sql/keyset';
import { changesOf, countsOf, flagOf, rowsOf, timeOf } from '../sql/query';
import { forUpdate, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const COLUMNS = sql`id, organization_id, name, permissions, is_built_in, created_at, updated_at`;

/** Persistence of roles. */
export class RoleStore {
  /** The roles with these ids, in no order. */
  async find(on: Reading, ids: readonly string[]): Promise<Role[]> {
    return ids.length === 0 ? [] : this.#select(on, sql`id IN (${list(ids)})`);
  }

  /** @param folded the canonical form of the name. */
  async findByName(on: Reading, organizationId: string, folded: string): Promise<Role | undefined> {
    const where = sql`organization_id = ${organizationId} AND name_folded = ${folded}`;
    return (await this.#select(on, where))[0];
  }

  /** A page for each organization, in order of the folded name. */
  async page(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<Role>>> {
    const roles = {
      columns: COLUMNS,
      from: sql`role`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    return mapPages(await keysetPages<RoleRow>(on, roles, 'organization_id', organizationIds, page), toRole);
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
  async lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Role | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return (await this.#select(unit, where))[0];
  }

  /** @throws Conflict when the name is taken. */
  async insert(unit: UnitOfWork, role: Role, nameFolded: string): Promise<void> {
    await changesOf(
      unit,
      sql`INSERT INTO role (${COLUMNS}, name_folded) VALUES (${role.id}, ${role.organizationId}, ${role.name}, ${role.permissions.join(',')}, ${role.isBuiltIn}, ${role.createdAt}, ${role.updatedAt}, ${nameFolded})`,
    );
  }

  /** @throws Conflict when the name is taken. */
  async update(unit: UnitOfWork, role: Role, nameFolded: string): Promise<void> {
    await changesOf(
      unit,
      sql`UPDATE role SET name = ${role.name}, name_folded = ${nameFolded}, permissions = ${role.permissions.join(',')}, updated_at = ${role.updatedAt} WHERE organization_id = ${role.organizationId} AND id = ${role.id}`,
    );
  }

  /** @throws Conflict when a member still has the role. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM role WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  async #select(on: Reading, where: Sql): Promise<Role[]> {
    return (await rowsOf<RoleRow>(on, sql`SELECT ${COLUMNS} FROM role WHERE ${where}`)).map(toRole);
  }
}

/** The names of a stored comma list, as it was written. */
export function permissionsOf(text: string): Permission[] {
  return text === '' ? [] : (text.split(',') as Permission[]);
}

function toRole(row: RoleRow): Role {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    permissions: permissionsOf(row.permissions),
    isBuiltIn: flagOf(row.is_built_in),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}
