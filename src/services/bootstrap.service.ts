import { Conflict } from '../core/errors';
import { newId } from '../core/id';
import type { Organization } from '../core/organization';
import { operatorPrincipal } from '../core/policy';
import type { Principal } from '../core/principal';
import { mintToken, tokenDigest } from '../crypto/token.format';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { insertOrganization, newOrganization } from './organization.service';

/** The result of the first start. The token is there only if we made it, not if the operator chose it. */
export interface Bootstrapped {
  readonly organization: Organization;
  readonly mintedToken: string | undefined;
}

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
   * @param givenToken the first token if the operator chose one, at least 32 characters.
   * @returns undefined if there is an organization already.
   */
  async run(givenToken: string | undefined): Promise<Bootstrapped | undefined> {
    if (!(await this.#stores.organizations.isEmpty(this.#stores.database.reader))) return undefined;
    const operator: Principal = operatorPrincipal(undefined, [], newId('event'));
    const organization = newOrganization({ slug: 'default', name: 'Default' });
    const text = givenToken ?? mintToken('svc');
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
    const done = await made.catch((error: unknown) => {
      // On PostgreSQL both may see no organization. The unique slug lets one commit, and the other has nothing left to do.
      if (error instanceof Conflict) return false;
      throw error;
    });
    return done ? { organization, mintedToken: givenToken === undefined ? text : undefined } : undefined;
  }
}
