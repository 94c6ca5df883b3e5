import type { Page, PageRequest } from '../../core/page';
import { PrincipalKind } from '../../core/principal';
import type { Token } from '../../core/token';
import type { TokenRow } from '../entities/token.entity';
import { keysetPage, mapPage } from '../sql/keyset';
import { changesOf, countOf, flagOf, rowsOf, type StoredFlag, timeOf } from '../sql/query';
import { list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { GRANT_COLUMNS, GRANT_JOINS, type GrantRow, grantsOf, type StoredGrant } from './grant.row';

const COLUMNS = sql`token.id, token.organization_id, token.principal_id, token.name, token.created_at, token.created_by, token.makers, token.expires_at, token.revoked_at, token.last_used_at`;

/** A token with the principal it authenticates. Whether it is revoked or expired is for the caller to judge. */
export interface TokenHolder {
  readonly token: Token;
  readonly principalKind: PrincipalKind;
  readonly principalName: string;
  /** The organization the token was made for: the service user's own, or the one a person chose. */
  readonly homeOrganizationId: string;
  readonly mayCreateOrganizations: boolean;
  readonly lastUsedAddress: string | null;
  /** What the principal's memberships give it. */
  readonly grants: readonly StoredGrant[];
}

type StoredToken = Omit<TokenRow, 'digest' | 'last_used_address'>;

interface HolderRow extends StoredToken, GrantRow {
  readonly last_used_address: string | null;
  readonly service_user_name: string | null;
  readonly may_create_organizations: StoredFlag | null;
  readonly user_name: string | null;
}

/** Persistence of tokens. A digest goes in and is compared; it never comes out. */
export class TokenStore {
  /** The token with this digest, its principal and what that may do; one statement. Undefined too when the principal is gone. */
  async authenticate(on: Reading, digest: Uint8Array): Promise<TokenHolder | undefined> {
    const rows = await rowsOf<HolderRow>(
      on,
      sql`SELECT ${COLUMNS}, token.last_used_address, service_user.name AS service_user_name, service_user.may_create_organizations, user_account.name AS user_name, ${GRANT_COLUMNS}
        FROM token LEFT JOIN service_user ON service_user.id = token.principal_id LEFT JOIN user_account ON user_account.id = token.principal_id
        LEFT JOIN membership ON membership.principal_id = token.principal_id ${GRANT_JOINS}
        WHERE token.digest = ${digest} ORDER BY membership.organization_id, team_member.team_id`,
    );
    const [row] = rows;
    const principalName = row?.service_user_name ?? row?.user_name;
    if (row === undefined || principalName == null) return undefined;
    return {
      token: toToken(row),
      principalKind: row.service_user_name === null ? PrincipalKind.USER : PrincipalKind.SERVICE_USER,
      principalName,
      homeOrganizationId: row.organization_id,
      mayCreateOrganizations: flagOf(row.may_create_organizations ?? false),
      lastUsedAddress: row.last_used_address,
      grants: grantsOf(rows),
    };
  }

  /** The tokens with these ids, in no order. */
  async find(on: Reading, ids: readonly string[]): Promise<Token[]> {
    return ids.length === 0 ? [] : this.#select(on, sql`id IN (${list(ids)})`);
  }

  /** Every token made for the organization, newest first. */
  ofOrganization(on: Reading, organizationId: string): Promise<Token[]> {
    return this.#select(on, sql`organization_id = ${organizationId} ORDER BY created_at DESC, id DESC`);
  }

  /**
   * A page, newest first.
   *
   * @param principalId whose tokens; undefined for those of all principals.
   */
  async page(
    on: Reading,
    organizationId: string,
    principalId: string | undefined,
    page: PageRequest,
  ): Promise<Page<Token>> {
    const tokens = {
      columns: COLUMNS,
      from: sql`token`,
      where: of(organizationId, principalId),
      order: { column: 'created_at', id: 'id', descending: true },
    };
    return mapPage(await keysetPage<StoredToken>(on, tokens, page), toToken);
  }

  /** How many tokens {@link page} has in all. */
  count(on: Reading, organizationId: string, principalId: string | undefined): Promise<number> {
    return countOf(on, sql`SELECT COUNT(*) AS count FROM token WHERE ${of(organizationId, principalId)}`);
  }

  /** @param digest the 32 bytes that {@link authenticate} looks for. */
  async insert(unit: UnitOfWork, token: Token, digest: Uint8Array): Promise<void> {
    await changesOf(
      unit,
      sql`INSERT INTO token (id, organization_id, principal_id, name, digest, created_at, created_by, makers, expires_at, revoked_at, last_used_at) VALUES (${token.id}, ${token.organizationId}, ${token.principalId}, ${token.name}, ${digest}, ${token.createdAt}, ${token.createdBy}, ${token.makers.join(',')}, ${token.expiresAt}, ${token.revokedAt}, ${token.lastUsedAt})`,
    );
  }

  /** True when it was valid before; the time of an earlier revocation stays. */
  async revoke(unit: UnitOfWork, organizationId: string, id: string, at: Date): Promise<boolean> {
    const revoked = await changesOf(
      unit,
      sql`UPDATE token SET revoked_at = ${at} WHERE organization_id = ${organizationId} AND id = ${id} AND revoked_at IS NULL`,
    );
    return revoked === 1;
  }

  /** Gives the token another name. */
  async rename(unit: UnitOfWork, organizationId: string, id: string, name: string): Promise<void> {
    await changesOf(
      unit,
      sql`UPDATE token SET name = ${name} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** Writes down when and from where the token was used last. */
  async touch(unit: UnitOfWork, id: string, at: Date, address: string): Promise<void> {
    await changesOf(
      unit,
      sql`UPDATE token SET last_used_at = ${at}, last_used_address = ${address} WHERE id = ${id}`,
    );
  }

  async #select(on: Reading, where: Sql): Promise<Token[]> {
    return (await rowsOf<StoredToken>(on, sql`SELECT ${COLUMNS} FROM token WHERE ${where}`)).map(toToken);
  }
}

function of(organizationId: string, principalId: string | undefined): Sql {
  const where = sql`organization_id = ${organizationId}`;
  return principalId === undefined ? where : sql`${where} AND principal_id = ${principalId}`;
}

function toToken(row: StoredToken): Token {
  return {
    id: row.id,
    organizationId: row.organization_id,
    principalId: row.principal_id,
    name: row.name,
    createdAt: timeOf(row.created_at),
    createdBy: row.created_by,
    makers: row.makers === '' ? [] : row.makers.split(','),
    expiresAt: timeOf(row.expires_at),
    revokedAt: timeOf(row.revoked_at),
    lastUsedAt: timeOf(row.last_used_at),
  };
}
