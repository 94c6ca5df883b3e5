import type { Membership } from '../../core/membership';
import type { MembershipRow } from '../entities/membership.entity';
import { timeOf } from '../sql/query';
import { sql } from '../sql/sql';

/** The columns of {@link toMembership}, of the table named `membership`. */
export const MEMBERSHIP_COLUMNS = sql`membership.id, membership.organization_id, membership.principal_id, membership.role_id, membership.created_at, membership.updated_at`;

/** The noun of a stored row. */
export function toMembership(row: MembershipRow): Membership {
  return {
    id: row.id,
    organizationId: row.organization_id,
    principalId: row.principal_id,
    roleId: row.role_id,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}
