import type { Permission } from '../../core/permission';
import { ROLE } from '../entities/role.entity';
import { projection } from '../sql/projection';
import { rowsOf } from '../sql/query';
import { fixed, joined, list, type Sql, sql } from '../sql/sql';
import type { UnitOfWork } from '../sql/unit-of-work';
import { hasEnded, lineageOf } from './token-lineage';

/** Whose standing to read. */
export interface StandingOf {
  readonly organizationId: string;
  /** The principal and the makers of its token; empty to read the token alone. */
  readonly principalIds: readonly string[];
  /** The token of the request, if any. */
  readonly tokenId: string | undefined;
}

/** What a principal's membership gives it now, as the role grants it. */
interface StandingGrant {
  readonly permissions: readonly Permission[];
  readonly teamIds: readonly string[];
}

/** What the principals may do now, and whether the token is still valid. */
export interface Standing {
  /** By principal. One that is not a member has none. */
  readonly grants: ReadonlyMap<string, StandingGrant>;
  /** Whether the token, or a token above it, was revoked or has expired. */
  readonly hasEnded: boolean;
}

interface StandingRow {
  readonly kind: 'grant' | 'team' | 'token';
  readonly id: string;
  readonly detail: string;
}

const PERMISSIONS = projection(ROLE, { only: ['permissions'] });

/** Reads what a permit was made from, inside the transaction that the permit is for. */
export class StandingStore {
  /**
   * The standing of the principals, in one statement. On PostgreSQL it locks what it read until the unit ends: whoever takes
   * a right away waits for the unit, or the unit waits and sees the right gone.
   */
  async read(unit: UnitOfWork, of: StandingOf, at: Date): Promise<Standing> {
    const standing = await this.#read(unit, of, at);
    // A row whose role changed while the statement waited for its lock no longer fits the join, and is left out.
    const isShort = unit.kind === 'postgres' && standing.grants.size < new Set(of.principalIds).size;
    return isShort ? this.#read(unit, of, at) : standing;
  }

  async #read(unit: UnitOfWork, of: StandingOf, at: Date): Promise<Standing> {
    const { parts, rows } = statementOf(unit, of, at);
    if (rows.length === 0) return { grants: new Map(), hasEnded: false };
    const read = await rowsOf<StandingRow>(
      unit,
      sql`WITH RECURSIVE ${joined(parts, ', ')} ${joined(rows, ' UNION ALL ')}`,
    );
    const grants = new Map<string, StandingGrant & { readonly teamIds: string[] }>();
    for (const { kind, id, detail } of read) {
      if (kind === 'grant') grants.set(id, { ...PERMISSIONS.read({ permissions: detail }), teamIds: [] });
    }
    for (const { kind, id, detail } of read) if (kind === 'team') grants.get(id)?.teamIds.push(detail);
    const tokens = read.filter(({ kind }) => kind === 'token');
    const isValid = tokens.length > 0 && tokens.every(({ detail }) => detail === 'valid');
    return { grants, hasEnded: of.tokenId !== undefined && !isValid };
  }
}

/** The common table expressions, and what to select from them. PostgreSQL locks rows only inside such an expression. */
function statementOf(unit: UnitOfWork, { organizationId, principalIds, tokenId }: StandingOf, at: Date) {
  const parts: Sql[] = [];
  const rows: Sql[] = [];
  if (principalIds.length > 0) {
    const members = sql`membership.organization_id = ${organizationId} AND membership.principal_id IN (${list(principalIds)})`;
    parts.push(
      sql`grants AS (SELECT membership.principal_id, role.permissions FROM membership JOIN role ON role.id = membership.role_id WHERE ${members}${shared(unit, 'membership, role')})`,
      sql`teams AS (SELECT membership.principal_id, team_member.team_id FROM membership JOIN team_member ON team_member.membership_id = membership.id WHERE ${members}${shared(unit, 'team_member')})`,
    );
    rows.push(
      sql`SELECT 'grant' AS kind, principal_id AS id, permissions AS detail FROM grants`,
      sql`SELECT 'team' AS kind, principal_id AS id, team_id AS detail FROM teams`,
    );
  }
  if (tokenId !== undefined) {
    parts.push(
      lineageOf(sql`token.id = ${tokenId}`),
      sql`credential AS (SELECT token.id, token.parent_id, token.revoked_at, token.expires_at FROM token JOIN lineage ON lineage.id = token.id${shared(unit, 'token')})`,
    );
    rows.push(
      sql`SELECT 'token' AS kind, id, CASE WHEN ${hasEnded(at)} THEN 'ended' ELSE 'valid' END AS detail FROM credential AS lineage`,
    );
  }
  return { parts, rows };
}

/** Locks the rows of these tables against changes until the unit ends; units that only read them share the lock. */
function shared({ kind }: UnitOfWork, tables: string): Sql {
  return fixed(kind === 'postgres' ? ` FOR SHARE OF ${tables}` : '');
}
