import { BadUserInput, Conflict, NotFound } from '../core/errors';
import { newId, prefixOf, requireId } from '../core/id';
import type { Membership } from '../core/membership';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Role } from '../core/role';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { requireHeld, requireOtherOwner } from './delegation';

/** Adds a member. */
export interface CreateMember {
  /** A user who has logged in once, or a service user. */
  readonly principalId: string;
  readonly roleId: string;
}

/** Adds and removes members and changes their roles. An organization never loses its last owner. */
export class MemberService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Adds a member.
   *
   * @throws Conflict for an existing member; Forbidden, also for a role that grants what the caller lacks; BadUserInput rule
   * `known` for a person who has never logged in; NotFound for the role or service user.
   */
  async create(permit: Permit, command: CreateMember): Promise<Membership> {
    const { organizationId } = permit;
    const principalId = requireId(command.principalId, 'principalId', 'user', 'svc');
    const roleId = requireId(command.roleId, 'roleId', 'role');
    return this.#trail.commit(permit, { action: 'member.create', subjectId: null }, async (unit, note) => {
      permit.require(Permission.MANAGE_MEMBERS);
      const role = await this.#grantableRole(unit, permit, roleId);
      await this.#requirePrincipal(unit, permit, principalId);
      if ((await this.#stores.memberships.findOf(unit, organizationId, principalId)) !== undefined) {
        throw new Conflict('This principal is a member already.', 'principalId');
      }
      const now = new Date();
      const membership = {
        id: newId('member'),
        organizationId,
        principalId,
        roleId,
        createdAt: now,
        updatedAt: now,
      };
      await this.#stores.memberships.insert(unit, membership);
      note({ subjectId: membership.id, detail: { principalId, role: role.name } });
      return membership;
    });
  }

  /** Gives a member another role. @throws Conflict for the last owner; Forbidden; NotFound. */
  async update(permit: Permit, id: string, roleId: string): Promise<Membership> {
    const membershipId = requireId(id, 'id', 'member');
    const checkedRoleId = requireId(roleId, 'roleId', 'role');
    return this.#trail.commit(
      permit,
      { action: 'member.update', subjectId: membershipId, takesRights: true },
      async (unit, note) => {
        const current = await this.#changeable(unit, permit, membershipId, checkedRoleId);
        const role = await this.#grantableRole(unit, permit, checkedRoleId);
        const membership = { ...current, roleId: checkedRoleId, updatedAt: new Date() };
        await this.#stores.memberships.update(unit, membership);
        note({ detail: { principalId: current.principalId, role: role.name } });
        return membership;
      },
    );
  }

  /**
   * Removes a member, and shreds its personal secrets in this organization: nobody else could restore them.
   *
   * @returns how many valid tokens of others can do nothing any more, because this member made them.
   * @throws Conflict for the last owner; Forbidden; NotFound.
   */
  async delete(permit: Permit, id: string): Promise<number> {
    const membershipId = requireId(id, 'id', 'member');
    return this.#trail.commit(
      permit,
      { action: 'member.delete', subjectId: membershipId, takesRights: true },
      async (unit, note, also) => {
        const { organizationId } = permit;
        const current = await this.#changeable(unit, permit, membershipId, undefined);
        const secretIds = await this.#stores.secrets.destroyPersonal(
          unit,
          organizationId,
          current.principalId,
        );
        await this.#stores.memberships.delete(unit, organizationId, membershipId);
        const made = { makerId: current.principalId };
        const powerlessTokens = await this.#stores.tokens.count(unit, organizationId, made);
        if (secretIds.length > 0) unit.afterCommit(() => void this.#stores.database.scrub());
        for (const subjectId of secretIds) also({ action: 'secret.destroy', subjectId });
        note({
          detail: {
            principalId: current.principalId,
            personalSecrets: secretIds.length,
            ...(powerlessTokens > 0 && { powerlessTokens }),
          },
        });
        return powerlessTokens;
      },
    );
  }

  async #changeable(
    unit: UnitOfWork,
    permit: Permit,
    id: string,
    newRoleId: string | undefined,
  ): Promise<Membership> {
    const membership = await this.#stores.memberships.lock(unit, permit.organizationId, id);
    if (membership === undefined) throw new NotFound();
    permit.require(Permission.MANAGE_MEMBERS);
    const [role] = await this.#stores.roles.find(unit, [membership.roleId]);
    if (role === undefined) throw new NotFound();
    requireHeld(permit, role.permissions);
    if (newRoleId !== role.id) await requireOtherOwner(this.#stores, unit, role);
    return membership;
  }

  async #grantableRole(unit: UnitOfWork, permit: Permit, roleId: string): Promise<Role> {
    const [role] = await this.#stores.roles.find(unit, [roleId]);
    if (role === undefined || role.organizationId !== permit.organizationId) throw new NotFound();
    requireHeld(permit, role.permissions);
    return role;
  }

  /** Any user of the instance can become a member, but only this organization's own service users. */
  async #requirePrincipal(unit: UnitOfWork, permit: Permit, principalId: string): Promise<void> {
    if (prefixOf(principalId) === 'user') {
      const [user] = await this.#stores.principals.users(unit, [principalId]);
      if (user === undefined)
        throw BadUserInput.at('principalId', 'known', 'The person must log in once before.');
    } else {
      const [serviceUser] = await this.#stores.principals.serviceUsers(unit, [principalId]);
      if (serviceUser === undefined || serviceUser.organizationId !== permit.organizationId)
        throw new NotFound();
    }
  }
}
