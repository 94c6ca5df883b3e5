import type { Organization } from '../../core/organization';
import type { Permission } from '../../core/permission';
import { timeOf } from '../sql/query';
import { sql } from '../sql/sql';
import { permissionsOf } from './role.store';

/** What a principal's membership of one organization gives it, as stored. */
export interface StoredGrant {
  readonly organizationId: string;
  readonly organization: Organization;
  readonly membershipId: string;
  readonly roleId: string;
  /** As the role grants them; what they imply is not added. */
  readonly permissions: readonly Permission[];
  readonly teamIds: readonly string[];
}

/** One row for each membership and team; without a membership its columns are null. */
export interface GrantRow {
  readonly membership_id: string | null;
  readonly role_id: string;
  readonly permissions: string;
  readonly team_id: string | null;
  readonly grant_organization_id: string;
  readonly organization_slug: string;
  readonly organization_name: string;
  readonly organization_created_at: string;
  readonly organization_updated_at: string;
}

/** The columns of {@link GrantRow}; goes with {@link GRANT_JOINS} after a table that is joined as `membership`. */
export const GRANT_COLUMNS = sql`membership.id AS membership_id, membership.role_id, role.permissions, team_member.team_id,
  organization.id AS grant_organization_id, organization.slug AS organization_slug, organization.name AS organization_name,
  organization.created_at AS organization_created_at, organization.updated_at AS organization_updated_at`;

/** What a grant is read from, besides `membership`. */
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
  return {
    organizationId: row.grant_organization_id,
    organization: {
      id: row.grant_organization_id,
      slug: row.organization_slug,
      name: row.organization_name,
      createdAt: timeOf(row.organization_created_at),
      updatedAt: timeOf(row.organization_updated_at),
    },
    membershipId,
    roleId: row.role_id,
    permissions: permissionsOf(row.permissions),
    teamIds: [],
  };
}
