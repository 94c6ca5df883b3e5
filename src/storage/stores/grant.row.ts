import type { Organization } from '../../core/organization';
import type { Permission } from '../../core/permission';
import { ORGANIZATION } from '../entities/organization.entity';
import { ROLE } from '../entities/role.entity';
import { projection, type StoredRow } from '../sql/projection';
import { joined, sql } from '../sql/sql';

const ORGANIZATIONS = projection(ORGANIZATION, { prefix: 'grant_organization_' });
const PERMISSIONS = projection(ROLE, { only: ['permissions'] });

/** What a principal's membership of one organization gives it, as stored. */
export interface StoredGrant {
  readonly organizationId: string;
  readonly organization: Organization;
  readonly membershipId: string;
  readonly roleId: string;
  /** As the role grants them. Implied permissions are not added. */
  readonly permissions: readonly Permission[];
  readonly teamIds: readonly string[];
}

/** One row for each membership and team. Without a membership, its columns are null. */
export interface GrantRow extends StoredRow {
  readonly membership_id: string | null;
  readonly role_id: string;
  readonly team_id: string | null;
}

/** The columns of {@link GrantRow}. Use with {@link GRANT_JOINS}, after a table named `membership`. */
export const GRANT_COLUMNS = joined(
  [
    sql`membership.id AS membership_id, membership.role_id, team_member.team_id`,
    PERMISSIONS.columns(),
    ORGANIZATIONS.columns(),
  ],
  ', ',
);

/** The tables that a grant is read from, besides `membership`. */
export const GRANT_JOINS = sql`LEFT JOIN role ON role.id = membership.role_id
  LEFT JOIN organization ON organization.id = membership.organization_id
  LEFT JOIN team_member ON team_member.membership_id = membership.id`;

/** The grants of one principal's rows, by organization. */
export function grantsOf(rows: readonly GrantRow[]): StoredGrant[] {
  const grants = new Map<string, StoredGrant & { readonly teamIds: string[] }>();
  for (const row of rows) {
    if (row.membership_id === null) continue;
    let grant = grants.get(row.membership_id);
    if (grant === undefined) {
      grant = toGrant(row, row.membership_id);
      grants.set(row.membership_id, grant);
    }
    if (row.team_id !== null) grant.teamIds.push(row.team_id);
  }
  return [...grants.values()];
}

function toGrant(row: GrantRow, membershipId: string): StoredGrant & { readonly teamIds: string[] } {
  const organization = ORGANIZATIONS.read(row);
  return {
    organizationId: organization.id,
    organization,
    membershipId,
    roleId: row.role_id,
    permissions: PERMISSIONS.read(row).permissions,
    teamIds: [],
  };
}
