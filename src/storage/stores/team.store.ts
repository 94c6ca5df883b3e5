import type { Membership } from '../../core/membership';
import type { Page, PageRequest } from '../../core/page';
import type { Team } from '../../core/team';
import { MEMBERSHIP } from '../entities/membership.entity';
import { TEAM, TEAM_MEMBER } from '../entities/team.entity';
import { keysetPage, keysetPages } from '../sql/keyset';
import { projection, type StoredRow, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countsOf, rowsOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const TEAMS = projection(TEAM, { except: ['nameFolded'] });
const MEMBERSHIPS = projection(MEMBERSHIP);

/** The statements of teams and their members. */
export class TeamStore {
  /** The teams with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Team[]> {
    return ids.length === 0 ? [] : selectAll(on, TEAMS, sql`FROM team WHERE id IN (${list(ids)})`);
  }

  /** A page for each organization, by name. */
  page(on: Reading, organizationIds: readonly string[], page: PageRequest): Promise<Map<string, Page<Team>>> {
    const teams = {
      what: TEAMS,
      from: sql`team`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    return keysetPages(on, teams, 'organization_id', organizationIds, page);
  }

  /** How many teams each organization has. */
  count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM team WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** The team, locked until the unit ends. */
  lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Team | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return selectFirst(unit, TEAMS, sql`FROM team WHERE ${where}`);
  }

  /** @throws Conflict when the name is taken. */
  async insert(unit: UnitOfWork, team: Team, nameFolded: string): Promise<void> {
    await changesOf(unit, insertInto(TEAM, { ...team, nameFolded }));
  }

  /** @throws Conflict when the name is taken. */
  async update(unit: UnitOfWork, team: Team, nameFolded: string): Promise<void> {
    const { id, organizationId } = team;
    await changesOf(
      unit,
      sql`${updateOf(TEAM, { ...team, nameFolded })} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** @throws Conflict when the team has secrets. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM team WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** A page of the team's members, in the order in which they joined the organization. */
  members(on: Reading, teamId: string, page: PageRequest): Promise<Page<Membership>> {
    const members = {
      what: MEMBERSHIPS,
      from: sql`team_member JOIN membership ON membership.id = team_member.membership_id`,
      where: sql`team_member.team_id = ${teamId}`,
      order: { column: 'membership.created_at', id: 'membership.id', descending: false },
    };
    return keysetPage(on, members, page);
  }

  /** How many members each team has. */
  countMembers(on: Reading, teamIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT team_id AS key, COUNT(*) AS count FROM team_member WHERE team_id IN (${list(teamIds)}) GROUP BY team_id`,
      teamIds,
    );
  }

  /** @returns false when the member was in the team already. @throws Conflict when the team or the member is gone. */
  async addMember(unit: UnitOfWork, teamId: string, membershipId: string, at: Date): Promise<boolean> {
    const added = await changesOf(
      unit,
      sql`${insertInto(TEAM_MEMBER, { teamId, membershipId, createdAt: at })} ON CONFLICT DO NOTHING`,
    );
    return added === 1;
  }

  /** @returns false when the member was not in the team. */
  async removeMember(unit: UnitOfWork, teamId: string, membershipId: string): Promise<boolean> {
    const where = sql`team_id = ${teamId} AND membership_id = ${membershipId}`;
    return (await changesOf(unit, sql`DELETE FROM team_member WHERE ${where}`)) === 1;
  }

  /** The teams of each member, by name. */
  async teamsOf(on: Reading, membershipIds: readonly string[]): Promise<Map<string, Team[]>> {
    const teams = new Map<string, Team[]>(membershipIds.map((id) => [id, []]));
    if (membershipIds.length === 0) return teams;
    const rows = await rowsOf<StoredRow & { readonly membership_id: string }>(
      on,
      sql`SELECT team_member.membership_id, ${TEAMS.columns()} FROM team_member JOIN team ON team.id = team_member.team_id
        WHERE team_member.membership_id IN (${list(membershipIds)}) ORDER BY team.name_folded, team.id`,
    );
    for (const row of rows) teams.get(row.membership_id)?.push(TEAMS.read(row));
    return teams;
  }
}
