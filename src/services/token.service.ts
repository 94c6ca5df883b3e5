import { NotFound } from '../core/errors';
import { prefixOf, requireId } from '../core/id';
import { canonicalName } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Token } from '../core/token';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { requirePermissionsOf } from './delegation';
import type { IssuedToken, TokenIssuer } from './token-issuer';

/** Issues a token for the caller or for a service user. */
export interface CreateToken {
  /** The principal that it authenticates; the caller if left out. */
  readonly principalId?: string | null | undefined;
  readonly name: string;
  readonly expiresAt?: Date | null | undefined;
}

/**
 * Issues and revokes opaque tokens. A token authenticates its principal, but can do no more than its issuer may do now. When
 * the issuer is demoted or removed, their tokens lose the same permissions, and so do tokens that were issued with these.
 * A token ends with the token that it was issued with.
 */
export class TokenService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #issuer: TokenIssuer;

  constructor(parts: { stores: Stores; trail: AuditTrail; issuer: TokenIssuer }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#issuer = parts.issuer;
  }

  /**
   * Issues a token.
   *
   * @throws Forbidden, also for a principal who may do what the caller may not; BadUserInput; NotFound; and as
   * {@link TokenIssuer.issue}.
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
      const issued = await this.#issuer.issue(unit, permit, {
        principalId,
        name,
        expiresAt: command.expiresAt,
        path: 'expiresAt',
      });
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

  /**
   * Revokes a token, and every token that was issued with it or with one of those, from the next request on. Revoking it
   * again changes nothing.
   *
   * @throws Forbidden; NotFound.
   */
  async revoke(permit: Permit, id: string): Promise<Token> {
    return this.#change(permit, id, 'token.revoke', async (unit, token, descendants) => {
      if (token.revokedAt !== null) return token;
      const revokedAt = new Date();
      const { tokens } = this.#stores;
      await tokens.revoke(unit, permit.organizationId, token.id, revokedAt);
      descendants(await tokens.revokeDescendants(unit, { tokenId: token.id }, revokedAt));
      return { ...token, revokedAt };
    });
  }

  /**
   * Makes the caller the maker of a token that others made, such as an administrator who leaves. The text of the token stays.
   *
   * @throws Forbidden, also for a principal who may do what the caller may not; NotFound; and as {@link TokenIssuer.transfer}.
   */
  async transfer(permit: Permit, id: string): Promise<Token> {
    return this.#change(permit, id, 'token.transfer', (unit, token) =>
      this.#issuer.transfer(unit, permit, token),
    );
  }

  async #change(
    permit: Permit,
    id: string,
    action: 'token.update' | 'token.revoke' | 'token.transfer',
    change: (unit: UnitOfWork, token: Token, descendants: (count: number) => void) => Promise<Token>,
  ): Promise<Token> {
    const tokenId = requireId(id, 'id', 'token');
    const attempt = { action, subjectId: tokenId, takesRights: action === 'token.revoke' };
    return this.#trail.commit(permit, attempt, async (unit, note) => {
      const [token] = await this.#stores.tokens.find(unit, [tokenId]);
      if (token === undefined || token.organizationId !== permit.organizationId) throw new NotFound();
      await this.#requireControl(unit, permit, token);
      let descendants = 0;
      const changed = await change(unit, token, (count) => {
        descendants = count;
      });
      const { name, principalId } = changed;
      note({ detail: { name, principalId, ...(descendants > 0 && { descendants }) } });
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
