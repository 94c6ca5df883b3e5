import { Conflict } from '../core/errors';
import { newId } from '../core/id';
import type { Organization } from '../core/organization';
import { operatorPrincipal } from '../core/policy';
import type { Principal } from '../core/principal';
import { tokenDigest } from '../crypto/token.format';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { insertOrganization, newOrganization } from './organization.service';

/** The result of the first start. */
export interface Bootstrapped {
  readonly organization: Organization;
  /** False if the operator chose the token of the first owner. */
  readonly isTokenKept: boolean;
}

/** A new token that is kept where the operator finds it. */
export interface KeptToken {
  readonly text: string;
  /** Says whether the token became valid. One that did not is not kept any longer. */
  settle(isValid: boolean): Promise<void>;
}

/** Makes and keeps a token. Rejects if it cannot be kept. */
export type TokenKeeper = () => Promise<KeptToken>;

/**
 * Sets up an empty database: the organization `default` and its owner, a service user that may create more
 * organizations.
 */
export class BootstrapService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Creates the first organization, its owner and the owner's token.
   *
   * @param token the first token if the operator chose one, at least 32 characters; otherwise what makes one and keeps it,
   * before anything is committed. If that fails, nothing is.
   * @returns undefined if there is an organization already.
   */
  async run(token: string | TokenKeeper): Promise<Bootstrapped | undefined> {
    if (!(await this.#stores.organizations.isEmpty(this.#stores.database.reader))) return undefined;
    const operator: Principal = operatorPrincipal(undefined, [], newId('event'));
    const organization = newOrganization({ slug: 'default', name: 'Default' });
    const { text, settle } = typeof token === 'string' ? { text: token, settle: undefined } : await token();
    const made = this.#trail.commit(
      { principal: operator, origin: operator.origin },
      {
        action: 'organization.create',
        subjectId: organization.id,
        chainId: organization.id,
        isEntered: true,
      },
      async (unit, note, also) => {
        // Checked again inside: on SQLite, two gateways that start at once take turns here.
        if (!(await this.#stores.organizations.isEmpty(unit)))
          throw new Conflict('There is an organization already.');
        const now = organization.createdAt;
        const serviceUserId = newId('svc');
        const tokenId = newId('token');
        await insertOrganization(this.#stores, unit, organization, serviceUserId);
        await this.#stores.principals.insertServiceUser(
          unit,
          {
            id: serviceUserId,
            organizationId: organization.id,
            name: 'owner',
            mayCreateOrganizations: true,
            createdAt: now,
            createdBy: operator.id,
            updatedAt: now,
          },
          'owner',
        );
        await this.#stores.tokens.insert(
          unit,
          {
            id: tokenId,
            organizationId: organization.id,
            principalId: serviceUserId,
            name: 'bootstrap token',
            createdAt: now,
            createdBy: operator.id,
            makers: [],
            parentId: null,
            expiresAt: null,
            revokedAt: null,
            lastUsedAt: null,
          },
          tokenDigest(text),
        );
        note({ detail: { slug: organization.slug } });
        also({ action: 'service_user.create', subjectId: serviceUserId });
        also({ action: 'token.create', subjectId: tokenId, detail: { principalId: serviceUserId } });
        return true;
      },
    );
    const done = await made.catch(async (error: unknown) => {
      await settle?.(false);
      // On PostgreSQL both may see no organization. The unique slug lets one commit, and the other has nothing left to do.
      if (error instanceof Conflict) return false;
      throw error;
    });
    if (!done) return undefined;
    await settle?.(true);
    return { organization, isTokenKept: settle !== undefined };
  }
}
