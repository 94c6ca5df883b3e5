import { type Sql, sql } from '../sql/sql';

/**
 * The parts of a recursive statement: a token and all tokens above it. `UNION` ends also where somebody with the database
 * has made a circle.
 *
 * @param start which token to start from, as a condition on `token`.
 * @returns `lineage (…) AS (…)`, to follow `WITH RECURSIVE`.
 */
export function lineageOf(start: Sql): Sql {
  return sql`lineage (id, parent_id, revoked_at, expires_at) AS (
    SELECT token.id, token.parent_id, token.revoked_at, token.expires_at FROM token WHERE ${start}
    UNION SELECT token.id, token.parent_id, token.revoked_at, token.expires_at FROM token JOIN lineage ON token.id = lineage.parent_id)`;
}

/**
 * The condition that a row of `lineage` has ended: it was revoked, has expired, or its parent is gone.
 *
 * @param at the time to compare with. A token has ended at exactly its expiry.
 */
export function hasEnded(at: Date): Sql {
  return sql`(lineage.revoked_at IS NOT NULL OR lineage.expires_at <= ${at}
    OR lineage.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM token WHERE token.id = lineage.parent_id))`;
}

/** Whose descendants to find. */
export type Ancestor =
  | { readonly tokenId: string }
  | { readonly principalId: string }
  | { readonly organizationId: string };

/**
 * The ids of all tokens below a token, or below any token of a principal or an organization.
 *
 * @returns a subquery for `IN (…)`.
 */
export function descendantsOf(ancestor: Ancestor): Sql {
  return sql`WITH RECURSIVE descendant (id) AS (
    SELECT token.id FROM token WHERE ${belongsTo(ancestor)}
    UNION SELECT token.id FROM token JOIN descendant ON token.parent_id = descendant.id)
    SELECT id FROM descendant`;
}

function belongsTo(ancestor: Ancestor): Sql {
  if ('tokenId' in ancestor) return sql`token.parent_id = ${ancestor.tokenId}`;
  const above =
    'principalId' in ancestor
      ? sql`principal_id = ${ancestor.principalId}`
      : sql`organization_id = ${ancestor.organizationId}`;
  return sql`token.parent_id IN (SELECT id FROM token WHERE ${above})`;
}
