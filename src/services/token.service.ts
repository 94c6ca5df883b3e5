import { NotFound } from '../core/errors';
import { requireFuture } from '../core/expiry';
import { newId, prefixOf, requireId } from '../core/id';
import { canonicalName } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { OPERATOR_ID, type Principal } from '../core/principal';
import type { Token } from '../core/token';
import { mintToken, tokenDigest } from '../crypto/token.format';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { requirePermissionsOf } from './delegation';

/** Issues a token for the caller or for a service user. */
export interface CreateToken {
  /** The principal that it authenticates; the caller if left out. */
  readonly principalId?: string | null | undefined;
  readonly name: string;
  readonly expiresAt?: Date | null | undefined;
}

/** A new token with its text, which is not stored and shown only once. */
export interface IssuedToken {
  readonly token: Token;
  readonly text: string;
  readonly digest: Uint8Array;
}

/**
 * Issues and revokes opaque tokens. A token authenticates its principal, but can do no more than its issuer may do now. When
 * the issuer is demoted or removed, their tokens lose the same permissions, and so do tokens that were issued with these.
 */
export class TokenService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Issues a token.
   *
   * @throws Forbidden, also for a principal who may do what the caller may not; BadUserInput; NotFound.
   */
  async create(permit: Permit, command: CreateToken): Promise<IssuedToken> {
    const { organizationId, principal } = permit;
    const principalId = requireId(command.principalId ?? principal.id, 'principalId', 'user', 'svc');
    return this.#trail.commit(permit, { action: 'token.create', subjectId: null }, async (unit, note) => {
      const name = canonicalName(command.name, 'name').display;
      if (principalId !== principal.id) {
        permit.require(Permission.MANAGE_SERVICE_USERS);
        const [serviceUser] = await this.#stores.principals.serviceUsers(unit, [principalId]);
        if (serviceUser === undefined || serviceUser.organizationId !== organizationId) throw new NotFound();
        await requirePermissionsOf(this.#stores, unit, permit, principalId);
      }
      const issued = newToken(permit, principalId, name, command.expiresAt);
      await this.#stores.tokens.insert(unit, issued.token, issued.digest);
      note({ subjectId: issued.token.id, detail: { name, principalId } });
      return issued;
    });
  }

  /** Renames a token. @throws BadUserInput; Forbidden; NotFound. */
  async rename(permit: Permit, id: string, name: string): Promise<Token> {
    return this.#change(permit, id, 'token.update', async (unit, token) => {
      const renamed = { ...token, name: canonicalName(name, 'name').display };
      await this.#stores.tokens.rename(unit, permit.organizationId, token.id, renamed.name);
      return renamed;
    });
  }

  /** Revokes a token from the next request on. Revoking it again changes nothing. @throws Forbidden; NotFound. */
  async revoke(permit: Permit, id: string): Promise<Token> {
    return this.#change(permit, id, 'token.revoke', async (unit, token) => {
      if (token.revokedAt !== null) return token;
      const revokedAt = new Date();
      await this.#stores.tokens.revoke(unit, permit.organizationId, token.id, revokedAt);
      return { ...token, revokedAt };
    });
  }

  async #change(
    permit: Permit,
    id: string,
    action: 'token.update' | 'token.revoke',
    change: (unit: UnitOfWork, token: Token) => Promise<Token>,
  ): Promise<Token> {
    const tokenId = requireId(id, 'id', 'token');
    return this.#trail.commit(permit, { action, subjectId: tokenId }, async (unit, note) => {
      const [token] = await this.#stores.tokens.find(unit, [tokenId]);
      if (token === undefined || token.organizationId !== permit.organizationId) throw new NotFound();
      await this.#requireControl(unit, permit, token);
      const changed = await change(unit, token);
      note({ detail: { name: changed.name, principalId: token.principalId } });
      return changed;
    });
  }

  /**
   * Who may change a token: its principal; for a service user's, whoever holds MANAGE_SERVICE_USERS; for a person's, whoever
   * also holds MANAGE_MEMBERS. Nobody may act for a principal who may do more than they do.
   *
   * @throws NotFound if the caller may not see the token; Forbidden.
   */
  async #requireControl(unit: UnitOfWork, permit: Permit, token: Token): Promise<void> {
    if (token.principalId === permit.principal.id) return;
    if (!permit.permissions.has(Permission.MANAGE_SERVICE_USERS)) throw new NotFound();
    if (prefixOf(token.principalId) === 'user') permit.require(Permission.MANAGE_MEMBERS);
    await requirePermissionsOf(this.#stores, unit, permit, token.principalId);
  }
}

/**
 * The principals that a new token is bound to, other than its own: the issuer, and the makers of the token with which it was
 * issued. Otherwise a token that a service user issues for itself would outlive the maker of its first token.
 */
function makersOf(issuer: Principal, principalId: string): readonly string[] {
  const makers = new Set([...(issuer.tokenMakers ?? []), issuer.id]);
  return [...makers].filter((id) => id !== principalId && id !== OPERATOR_ID);
}

/** A new token of the permit's organization. @throws BadUserInput rule `future`. */
export function newToken(
  permit: Permit,
  principalId: string,
  name: string,
  expiresAt: Date | null | undefined,
): IssuedToken {
  const now = new Date();
  requireFuture(expiresAt, now, 'A token expires in the future, before the year 10000.');
  const text = mintToken(prefixOf(principalId) === 'user' ? 'usr' : 'svc');
  const token: Token = {
    id: newId('token'),
    organizationId: permit.organizationId,
    principalId,
    name,
    createdAt: now,
    createdBy: permit.principal.id,
    makers: makersOf(permit.principal, principalId),
    expiresAt: expiresAt ?? null,
    revokedAt: null,
    lastUsedAt: null,
  };
  return { token, text, digest: tokenDigest(text) };
}
