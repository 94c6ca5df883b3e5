import type { Reach } from '../../core/reach';
import { joined, list, type Sql, sql } from '../sql/sql';

/** What a principal can see of one organization's secrets. Every `Permit` is a scope. */
export interface SecretScope {
  readonly organizationId: string;
  readonly reach: Reach;
}

/**
 * The predicate that find, page, count and lock share, over the columns of `secret`. It is true for the rows of each
 * organization that are within the reach in that organization, as core's `isWithinReach` is. Without a scope it is
 * false for every row.
 */
export function withinScopes(scopes: readonly SecretScope[]): Sql {
  const [only] = scopes;
  if (only === undefined) return sql`1 = 0`;
  if (scopes.length === 1) return withinScope(only);
  // In halves: each OR of a chain makes the expression one level deeper, and SQLite refuses more than 1,000 levels.
  const middle = scopes.length >> 1;
  return sql`(${withinScopes(scopes.slice(0, middle))} OR ${withinScopes(scopes.slice(middle))})`;
}

function withinScope({ organizationId, reach }: SecretScope): Sql {
  const accesses = [sql`access = 'ORGANIZATION'`];
  if (reach.principalId !== null) {
    accesses.push(sql`(access = 'PERSONAL' AND owner_id = ${reach.principalId})`);
  }
  if (reach.everyTeam) accesses.push(sql`access = 'TEAM'`);
  else if (reach.teamIds.length > 0)
    accesses.push(sql`(access = 'TEAM' AND team_id IN (${list(reach.teamIds)}))`);
  return sql`(organization_id = ${organizationId} AND (${joined(accesses, ' OR ')}))`;
}
