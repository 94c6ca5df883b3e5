import type { Membership } from '../../core/membership';
import type { Page, PageRequest } from '../../core/page';
import { MEMBERSHIP } from '../entities/membership.entity';
import { keysetPages } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countOf, countsOf, rowsOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { GRANT_COLUMNS, GRANT_JOINS, type GrantRow, grantsOf, type StoredGrant } from './grant.row';

const MEMBERSHIPS = projection(MEMBERSHIP);
const ORGANIZATION_IDS = projection(MEMBERSHIP, { only: ['organizationId'] });

/** The statements of memberships. */
export class MembershipStore {
  /** The memberships with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Membership[]> {
    return ids.length === 0
      ? []
      : selectAll(on, MEMBERSHIPS, sql`FROM membership WHERE id IN (${list(ids)})`);
  }

  /** The membership of a principal in an organization. */
  async findOf(on: Reading, organizationId: string, principalId: string): Promise<Membership | undefined> {
    return (await this.ofPrincipals(on, organizationId, [principalId]))[0];
  }

  /** The memberships of several principals in an organization, in no particular order. */
  async ofPrincipals(
    on: Reading,
    organizationId: string,
    principalIds: readonly string[],
  ): Promise<Membership[]> {
    if (principalIds.length === 0) return [];
    const where = sql`organization_id = ${organizationId} AND principal_id IN (${list(principalIds)})`;
    return selectAll(on, MEMBERSHIPS, sql`FROM membership WHERE ${where}`);
  }

  /** A page for each organization, oldest first. */
  page(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<Membership>>> {
    const members = {
      what: MEMBERSHIPS,
      from: sql`membership`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'created_at', id: 'id', descending: false },
    };
    return keysetPages(on, members, 'organization_id', organizationIds, page);
  }

  /** How many members each organization has. */
  count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM membership WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** How many members have the role. */
  countWithRole(on: Reading, organizationId: string, roleId: string): Promise<number> {
    return countOf(
      on,
      sql`SELECT COUNT(*) AS count FROM membership WHERE organization_id = ${organizationId} AND role_id = ${roleId}`,
    );
  }

  /** How many memberships the service users of this organization have in other organizations. */
  countElsewhere(on: Reading, organizationId: string): Promise<number> {
    return countOf(
      on,
      sql`SELECT COUNT(*) AS count FROM membership JOIN service_user ON service_user.id = membership.principal_id WHERE service_user.organization_id = ${organizationId} AND membership.organization_id <> ${organizationId}`,
    );
  }

  /** The grants of a principal in each of its organizations, in one statement. */
  async grants(on: Reading, principalId: string): Promise<StoredGrant[]> {
    const rows = await rowsOf<GrantRow>(
      on,
      sql`SELECT ${GRANT_COLUMNS} FROM membership ${GRANT_JOINS}
        WHERE membership.principal_id = ${principalId}
        ORDER BY membership.organization_id, team_member.team_id`,
    );
    return grantsOf(rows);
  }

  /** One of these organizations that the principal is a member of; undefined when there is none. */
  async sharedOrganization(
    on: Reading,
    principalId: string,
    organizationIds: readonly string[],
  ): Promise<string | undefined> {
    if (organizationIds.length === 0) return undefined;
    const row = await selectFirst(
      on,
      ORGANIZATION_IDS,
      sql`FROM membership WHERE principal_id = ${principalId} AND organization_id IN (${list(organizationIds)}) ORDER BY organization_id LIMIT 1`,
    );
    return row?.organizationId;
  }

  /** The membership, locked until the unit ends. */
  lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Membership | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return selectFirst(unit, MEMBERSHIPS, sql`FROM membership WHERE ${where}`);
  }

  /** @throws Conflict when the principal is a member already, or the role is gone. */
  async insert(unit: UnitOfWork, membership: Membership): Promise<void> {
    await changesOf(unit, insertInto(MEMBERSHIP, membership));
  }

  /** Gives the member another role. @throws Conflict when the role is gone. */
  async update(unit: UnitOfWork, membership: Membership): Promise<void> {
    const { id, organizationId } = membership;
    await changesOf(
      unit,
      sql`${updateOf(MEMBERSHIP, membership)} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** Deletes the membership, and with it the membership in teams. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(
      unit,
      sql`DELETE FROM membership WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }
}
