import type { Page, PageRequest } from '../../core/page';
import { PrincipalKind } from '../../core/principal';
import { MAX_ANCESTORS, type Token } from '../../core/token';
import { TOKEN } from '../entities/token.entity';
import { flagOf, type StoredFlag } from '../sql/column';
import { keysetPage } from '../sql/keyset';
import { projection, type StoredRow, selectAll } from '../sql/projection';
import { changesOf, countOf, rowsOf } from '../sql/query';
import { joined, list, type Sql, sql } from '../sql/sql';
import { insertInto, setOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { GRANT_COLUMNS, GRANT_JOINS, type GrantRow, grantsOf, type StoredGrant } from './grant.row';
import { type Ancestor, descendantsOf, hasEnded, lineageOf } from './token-lineage';

/** More than there can be tokens above one another. */
const MAX_LEVELS = 2 * MAX_ANCESTORS;

const TOKENS = projection(TOKEN, { except: ['digest', 'lastUsedAddress'] });

/** A token with the principal it authenticates. The caller must check whether it has ended. */
export interface TokenHolder {
  readonly token: Token;
  /** Whether it, or a token above it, was revoked, has expired or is gone. */
  readonly hasEnded: boolean;
  readonly principalKind: PrincipalKind;
  readonly principalName: string;
  /** The organization the token was made for: the service user's own, or the one a person chose. */
  readonly homeOrganizationId: string;
  readonly mayCreateOrganizations: boolean;
  readonly lastUsedAddress: string | null;
  /** What the principal's memberships give it. */
  readonly grants: readonly StoredGrant[];
}

/** Which tokens of an organization to list; every given condition must hold. */
export interface TokenFilter {
  readonly principalId?: string;
  readonly parentId?: string;
  /** Valid tokens of others that this principal made, or that were made with such a token. */
  readonly makerId?: string;
  /** The time at which those must be valid. */
  readonly at?: Date;
}

interface HolderRow extends StoredRow, GrantRow {
  readonly last_used_address: string | null;
  readonly has_ended: StoredFlag;
  readonly service_user_name: string | null;
  readonly may_create_organizations: StoredFlag | null;
  readonly user_name: string | null;
}

/** The statements of tokens. A digest is stored and compared, and never read. */
export class TokenStore {
  /**
   * The token with this digest, its principal and grants, in one statement; undefined also when the principal is gone.
   *
   * @param at the time at which it has to be valid.
   */
  async authenticate(
    on: Reading,
    digest: Uint8Array,
    at: Date = new Date(),
  ): Promise<TokenHolder | undefined> {
    const rows = await rowsOf<HolderRow>(
      on,
      sql`WITH RECURSIVE ${lineageOf(sql`token.digest = ${digest}`)}
        SELECT ${TOKENS.columns()}, EXISTS (SELECT 1 FROM lineage WHERE ${hasEnded(at)}) AS has_ended, token.last_used_address, service_user.name AS service_user_name, service_user.may_create_organizations, user_account.name AS user_name, ${GRANT_COLUMNS}
        FROM token LEFT JOIN service_user ON service_user.id = token.principal_id LEFT JOIN user_account ON user_account.id = token.principal_id
        LEFT JOIN membership ON membership.principal_id = token.principal_id ${GRANT_JOINS}
        WHERE token.digest = ${digest} ORDER BY membership.organization_id, team_member.team_id`,
    );
    const [row] = rows;
    const principalName = row?.service_user_name ?? row?.user_name;
    if (row === undefined || principalName == null) return undefined;
    const token = TOKENS.read(row);
    return {
      token,
      hasEnded: flagOf(row.has_ended),
      principalKind: row.service_user_name === null ? PrincipalKind.USER : PrincipalKind.SERVICE_USER,
      principalName,
      homeOrganizationId: token.organizationId,
      mayCreateOrganizations: flagOf(row.may_create_organizations ?? false),
      lastUsedAddress: row.last_used_address,
      grants: grantsOf(rows),
    };
  }

  /** The tokens with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Token[]> {
    return ids.length === 0 ? [] : selectAll(on, TOKENS, sql`FROM token WHERE id IN (${list(ids)})`);
  }

  /** Every token made for the organization, newest first. */
  ofOrganization(on: Reading, organizationId: string): Promise<Token[]> {
    return selectAll(
      on,
      TOKENS,
      sql`FROM token WHERE organization_id = ${organizationId} ORDER BY created_at DESC, id DESC`,
    );
  }

  /** A page, newest first. */
  page(on: Reading, organizationId: string, filter: TokenFilter, page: PageRequest): Promise<Page<Token>> {
    const tokens = {
      what: TOKENS,
      from: sql`token`,
      where: listed(organizationId, filter),
      order: { column: 'created_at', id: 'id', descending: true },
    };
    return keysetPage(on, tokens, page);
  }

  /** How many tokens there are, with the parameters of {@link page}. */
  count(on: Reading, organizationId: string, filter: TokenFilter): Promise<number> {
    return countOf(on, sql`SELECT COUNT(*) AS count FROM token WHERE ${listed(organizationId, filter)}`);
  }

  /** @param digest the 32 bytes that {@link authenticate} looks for. */
  async insert(unit: UnitOfWork, token: Token, digest: Uint8Array): Promise<void> {
    await changesOf(unit, insertInto(TOKEN, { ...token, digest, lastUsedAddress: null }));
  }

  /** Revokes the token. @returns false when it was revoked already; the earlier time stays. */
  async revoke(unit: UnitOfWork, organizationId: string, id: string, at: Date): Promise<boolean> {
    const revoked = await changesOf(
      unit,
      sql`${setOf(TOKEN, { revokedAt: at })} WHERE organization_id = ${organizationId} AND id = ${id} AND revoked_at IS NULL`,
    );
    return revoked === 1;
  }

  /** Revokes what was made with these tokens, and what was made with that, and so on. @returns how many were valid. */
  revokeDescendants(unit: UnitOfWork, ancestor: Ancestor, at: Date): Promise<number> {
    return changesOf(
      unit,
      sql`${setOf(TOKEN, { revokedAt: at })} WHERE revoked_at IS NULL AND id IN (${descendantsOf(ancestor)})`,
    );
  }

  /** How many tokens lie above the token. */
  async countAncestors(on: Reading, id: string): Promise<number> {
    const lineage = lineageOf(sql`token.id = ${id}`);
    return (await countOf(on, sql`WITH RECURSIVE ${lineage} SELECT COUNT(*) AS count FROM lineage`)) - 1;
  }

  /** Whether the token, or one above it, was revoked, has expired or is gone. */
  async hasEnded(on: Reading, id: string, at: Date): Promise<boolean> {
    const lineage = lineageOf(sql`token.id = ${id}`);
    const from = sql`WITH RECURSIVE ${lineage} SELECT COUNT(*) AS count FROM lineage WHERE ${hasEnded(at)}`;
    return (await countOf(on, from)) > 0;
  }

  /** The ids of the tokens that were made with the token, by the number of tokens between. */
  async levelsBelow(on: Reading, id: string): Promise<readonly string[][]> {
    const levels: string[][] = [[id]];
    for (let level = levels[0]; level !== undefined && level.length > 0; level = levels.at(-1)) {
      if (levels.length > MAX_LEVELS) break;
      const rows = await rowsOf<{ readonly id: string }>(
        on,
        sql`SELECT id FROM token WHERE parent_id IN (${list(level)})`,
      );
      levels.push(rows.map((row) => row.id));
    }
    return levels.slice(1).filter((level) => level.length > 0);
  }

  /** Gives the token other makers, and with them another parent and end. */
  async transfer(
    unit: UnitOfWork,
    { id, organizationId, makers, parentId, expiresAt }: Token,
  ): Promise<void> {
    await changesOf(
      unit,
      sql`${setOf(TOKEN, { makers, parentId, expiresAt })} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** Changes the token's name. */
  async rename(unit: UnitOfWork, organizationId: string, id: string, name: string): Promise<void> {
    await changesOf(
      unit,
      sql`${setOf(TOKEN, { name })} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** Records when and from which address the token was last used. */
  async touch(unit: UnitOfWork, id: string, at: Date, address: string): Promise<void> {
    const use = setOf(TOKEN, { lastUsedAt: at, lastUsedAddress: address });
    await changesOf(unit, sql`${use} WHERE id = ${id}`);
  }
}

function listed(
  organizationId: string,
  { principalId, parentId, makerId, at = new Date() }: TokenFilter,
): Sql {
  const conditions = [sql`organization_id = ${organizationId}`];
  if (principalId !== undefined) conditions.push(sql`principal_id = ${principalId}`);
  if (parentId !== undefined) conditions.push(sql`parent_id = ${parentId}`);
  if (makerId !== undefined) {
    conditions.push(
      sql`',' || makers || ',' LIKE ${`%,${makerId},%`} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${at})`,
    );
  }
  return joined(conditions, ' AND ');
}
