import type { Reach } from '../../core/reach';
import { joined, list, type Sql, sql } from '../sql/sql';

/** What a principal can see of one organization's secrets. A `Permit` is one. */
export interface SecretScope {
  readonly organizationId: string;
  readonly reach: Reach;
}

/**
 * The one predicate behind find, page, count and lock, over the columns of `secret`: true for the rows of each
 * organization that are within the reach that belongs to that organization. It says what core's `isWithinReach` says.
 *
 * No scope at all is false for every row.
 */
export function withinScopes(scopes: readonly SecretScope[]): Sql {
  const [only] = scopes;
  if (only === undefined) return sql`1 = 0`;
  if (scopes.length === 1) return withinScope(only);
  // In halves: SQLite refuses a chain of more than 1,000 ORs, because each makes the expression one level deeper.
  const middle = scopes.length >> 1;
  return sql`(${withinScopes(scopes.slice(0, middle))} OR ${withinScopes(scopes.slice(middle))})`;
}

function withinScope({ organizationId, reach }: SecretScope): Sql {
  const circles = [
    sql`access = 'ORGANIZATION'`,
    sql`(access = 'PERSONAL' AND owner_id = ${reach.principalId})`,
  ];
  if (reach.everyTeam) circles.push(sql`access = 'TEAM'`);
  else if (reach.teamIds.length > 0)
    circles.push(sql`(access = 'TEAM' AND team_id IN (${list(reach.teamIds)}))`);
  return sql`(organization_id = ${organizationId} AND (${joined(circles, ' OR ')}))`;
}
