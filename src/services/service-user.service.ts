import { Conflict, Forbidden, NotFound } from '../core/errors';
import { newId, requireId } from '../core/id';
import { canonicalName } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { ServiceUser } from '../core/principal';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { requireHeld, requireOtherOwner, requirePermissionsOf } from './delegation';
import type { IssuedToken, TokenIssuer } from './token-issuer';

/** Creates a service user with a role and its first token. */
export interface CreateServiceUser {
  readonly name: string;
  readonly roleId: string;
  readonly mayCreateOrganizations?: boolean | null | undefined;
  readonly tokenExpiresAt?: Date | null | undefined;
}

/** A new service user and its first token, whose text is shown only once. */
export interface CreatedServiceUser {
  readonly serviceUser: ServiceUser;
  readonly issued: IssuedToken;
}

/** Creates, renames and deletes service users. */
export class ServiceUserService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #issuer: TokenIssuer;

  constructor(parts: { stores: Stores; trail: AuditTrail; issuer: TokenIssuer }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#issuer = parts.issuer;
  }

  /**
   * Creates a service user with a role and a first token.
   *
   * @throws Forbidden, also if the role grants what the caller lacks; Conflict for a taken name; BadUserInput; NotFound for
   * the role; and as {@link TokenIssuer.issue}.
   */
  async create(permit: Permit, command: CreateServiceUser): Promise<CreatedServiceUser> {
    const { organizationId } = permit;
    const roleId = requireId(command.roleId, 'roleId', 'role');
    return this.#trail.commit(
      permit,
      { action: 'service_user.create', subjectId: null },
      async (unit, note, also) => {
        permit.require(Permission.MANAGE_SERVICE_USERS);
        const [role] = await this.#stores.roles.find(unit, [roleId]);
        if (role === undefined || role.organizationId !== organizationId) throw new NotFound();
        requireHeld(permit, role.permissions);
        const mayCreateOrganizations = command.mayCreateOrganizations ?? false;
        if (mayCreateOrganizations && !permit.principal.mayCreateOrganizations) {
          throw new Forbidden(Permission.CREATE_ORGANIZATION);
        }
        const name = canonicalName(command.name, 'name');
        const now = new Date();
        const serviceUser: ServiceUser = {
          id: newId('svc'),
          organizationId,
          name: name.display,
          mayCreateOrganizations,
          createdAt: now,
          createdBy: permit.principal.id,
          updatedAt: now,
        };
        await this.#stores.principals.insertServiceUser(unit, serviceUser, name.folded);
        await this.#stores.memberships.insert(unit, {
          id: newId('member'),
          organizationId,
          principalId: serviceUser.id,
          roleId,
          createdAt: now,
          updatedAt: now,
        });
        const issued = await this.#issuer.issue(unit, permit, {
          principalId: serviceUser.id,
          name: 'first token',
          expiresAt: command.tokenExpiresAt,
          path: 'tokenExpiresAt',
        });
        note({ subjectId: serviceUser.id, detail: { name: serviceUser.name, role: role.name } });
        also({ action: 'token.create', subjectId: issued.token.id, detail: { principalId: serviceUser.id } });
        return { serviceUser, issued };
      },
    );
  }

  /** Renames a service user. @throws Conflict for a taken name; BadUserInput; Forbidden as {@link create}; NotFound. */
  async update(permit: Permit, id: string, name: string): Promise<ServiceUser> {
    const checkedId = requireId(id, 'id', 'svc');
    return this.#trail.commit(
      permit,
      { action: 'service_user.update', subjectId: checkedId },
      async (unit, note) => {
        const current = await this.#changeable(unit, permit, checkedId);
        const canonical = canonicalName(name, 'name');
        const serviceUser = { ...current, name: canonical.display, updatedAt: new Date() };
        await this.#stores.principals.updateServiceUser(unit, serviceUser, canonical.folded);
        note({ detail: { name: serviceUser.name } });
        return serviceUser;
      },
    );
  }

  /**
   * Deletes a service user with its tokens, its membership and its personal secrets.
   *
   * @throws Conflict for the caller itself, for the last owner, and for a member of other organizations; Forbidden as
   * {@link create}; NotFound.
   */
  async delete(permit: Permit, id: string): Promise<void> {
    const checkedId = requireId(id, 'id', 'svc');
    await this.#trail.commit(
      permit,
      { action: 'service_user.delete', subjectId: checkedId, takesRights: true },
      async (unit, note, also) => {
        const serviceUser = await this.#changeable(unit, permit, checkedId);
        if (checkedId === permit.principal.id) throw new Conflict('A service user cannot delete itself.');
        await this.#requireDispensable(unit, permit, checkedId);
        const secretIds = await this.#stores.secrets.destroyPersonal(unit, permit.organizationId, checkedId);
        await this.#stores.tokens.revokeDescendants(unit, { principalId: checkedId }, new Date());
        await this.#stores.principals.deleteServiceUser(unit, permit.organizationId, checkedId);
        if (secretIds.length > 0) unit.afterCommit(() => void this.#stores.database.scrub());
        for (const subjectId of secretIds) also({ action: 'secret.destroy', subjectId });
        note({ detail: { name: serviceUser.name } });
      },
    );
  }

  /** A member of other organizations must leave them first, and no organization loses its last owner. */
  async #requireDispensable(unit: UnitOfWork, permit: Permit, id: string): Promise<void> {
    const grants = await this.#stores.memberships.grants(unit, id);
    if (grants.some(({ organizationId }) => organizationId !== permit.organizationId)) {
      throw new Conflict(
        'This service user is a member of other organizations too; it must leave them first.',
      );
    }
    const [own] = grants;
    const role = own && (await this.#stores.roles.find(unit, [own.roleId]))[0];
    if (role !== undefined) await requireOtherOwner(this.#stores, unit, role);
  }

  /** Locks the service user. @throws Forbidden if its role grants what the caller lacks; NotFound. */
  async #changeable(unit: UnitOfWork, permit: Permit, id: string): Promise<ServiceUser> {
    const serviceUser = await this.#stores.principals.lockServiceUser(unit, permit.organizationId, id);
    if (serviceUser === undefined) throw new NotFound();
    permit.require(Permission.MANAGE_SERVICE_USERS);
    await requirePermissionsOf(this.#stores, unit, permit, id);
    return serviceUser;
  }
}
