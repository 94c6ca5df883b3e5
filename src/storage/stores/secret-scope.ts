import type { Reach } from '../../core/reach';
import { anyOf, list, type Sql, sql } from '../sql/sql';

/** What a principal can see of one organization's secrets. Every `Permit` is a scope. */
export interface SecretScope {
  readonly organizationId: string;
  readonly reach: Reach;
}

/**
 * The predicate that find, page, count and lock share, over the columns of `secret`. It is true for the rows of each
 * organization that are within the reach in that organization, as core's `isWithinReach` is, and not deleted. Without a
 * scope it is false for every row.
 */
export function withinScopes(scopes: readonly SecretScope[]): Sql {
  return sql`(${anyOf(scopes.map(withinScope))} AND deleted_at IS NULL)`;
}

/** The same for deleted secrets. @param since only those that were deleted after this time. */
export function deletedWithinScopes(scopes: readonly SecretScope[], since: Date): Sql {
  return sql`(${anyOf(scopes.map(withinScope))} AND deleted_at IS NOT NULL AND deleted_at > ${since})`;
}

function withinScope({ organizationId, reach }: SecretScope): Sql {
  const accesses = [sql`access = 'ORGANIZATION'`];
  if (reach.principalId !== null) {
    accesses.push(sql`(access = 'PERSONAL' AND owner_id = ${reach.principalId})`);
  }
  if (reach.everyTeam) accesses.push(sql`access = 'TEAM'`);
  else if (reach.teamIds.length > 0)
    accesses.push(sql`(access = 'TEAM' AND team_id IN (${list(reach.teamIds)}))`);
  return sql`(organization_id = ${organizationId} AND (${anyOf(accesses)}))`;
}
