import { BadUserInput, Conflict, NotFound } from '../core/errors';
import { newId, requireId } from '../core/id';
import { canonicalName } from '../core/name';
import type { Organization } from '../core/organization';
import {
  BUILT_IN_ROLE_PERMISSIONS,
  BuiltInRole,
  GRANTABLE_PERMISSIONS,
  Permission,
} from '../core/permission';
import type { Permit } from '../core/policy';
import type { Role } from '../core/role';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { requireHeld } from './delegation';

/** Creates a role. */
export interface CreateRole {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** Changes a role. What is left out stays. */
export interface UpdateRole {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly permissions?: readonly Permission[] | null | undefined;
}

/** Creates, changes and deletes custom roles. Nobody can grant a permission that they lack. */
export class RoleService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Creates a role.
   *
   * @throws Forbidden, also for a permission that the caller lacks; Conflict for a taken name; BadUserInput.
   */
  async create(permit: Permit, command: CreateRole): Promise<Role> {
    const { organizationId } = permit;
    return this.#trail.commit(permit, { action: 'role.create', subjectId: null }, async (unit, note) => {
      permit.require(Permission.MANAGE_MEMBERS);
      const name = canonicalName(command.name, 'name');
      const now = new Date();
      const role: Role = {
        id: newId('role'),
        organizationId,
        name: name.display,
        permissions: checkedPermissions(permit, command.permissions),
        isBuiltIn: false,
        createdAt: now,
        updatedAt: now,
      };
      await this.#stores.roles.insert(unit, role, name.folded);
      note({ subjectId: role.id, detail: { name: role.name, permissions: role.permissions.join(' ') } });
      return role;
    });
  }

  /**
   * Changes a role.
   *
   * @throws Conflict for a built-in role or a taken name; Forbidden as {@link create}; BadUserInput; NotFound.
   */
  async update(permit: Permit, command: UpdateRole): Promise<Role> {
    const id = requireId(command.id, 'id', 'role');
    return this.#trail.commit(
      permit,
      { action: 'role.update', subjectId: id, takesRights: true },
      async (unit, note) => {
        const current = await this.#changeable(unit, permit, id);
        requireHeld(permit, current.permissions);
        const name = canonicalName(command.name ?? current.name, 'name');
        const permissions =
          command.permissions == null ? current.permissions : checkedPermissions(permit, command.permissions);
        const role = { ...current, name: name.display, permissions, updatedAt: new Date() };
        await this.#stores.roles.update(unit, role, name.folded);
        note({ detail: { name: role.name, permissions: permissions.join(' ') } });
        return role;
      },
    );
  }

  /** Deletes a role. @throws Conflict for a built-in role or one that members still have; Forbidden; NotFound. */
  async delete(permit: Permit, id: string): Promise<void> {
    const checkedId = requireId(id, 'id', 'role');
    await this.#trail.commit(
      permit,
      { action: 'role.delete', subjectId: checkedId, takesRights: true },
      async (unit, note) => {
        const role = await this.#changeable(unit, permit, checkedId);
        if ((await this.#stores.memberships.countWithRole(unit, permit.organizationId, checkedId)) > 0) {
          throw new Conflict('Members still have this role; give them another one first.');
        }
        await this.#stores.roles.delete(unit, permit.organizationId, checkedId);
        note({ detail: { name: role.name } });
      },
    );
  }

  async #changeable(unit: UnitOfWork, permit: Permit, id: string): Promise<Role> {
    const role = await this.#stores.roles.lock(unit, permit.organizationId, id);
    if (role === undefined) throw new NotFound();
    permit.require(Permission.MANAGE_MEMBERS);
    if (role.isBuiltIn) throw new Conflict('A built-in role cannot be changed; create one of your own.');
    return role;
  }
}

function checkedPermissions(permit: Permit, permissions: readonly Permission[]): readonly Permission[] {
  if (permissions.some((permission) => !GRANTABLE_PERMISSIONS.includes(permission))) {
    throw BadUserInput.at(
      'permissions',
      'grantable',
      `A role grants some of ${GRANTABLE_PERMISSIONS.join(', ')}.`,
    );
  }
  requireHeld(permit, permissions);
  return GRANTABLE_PERMISSIONS.filter((permission) => permissions.includes(permission));
}

/** The roles that every organization starts with. */
export function builtInRoles(organization: Organization): readonly Role[] {
  return Object.values(BuiltInRole).map((name) => ({
    id: newId('role'),
    organizationId: organization.id,
    name,
    permissions: BUILT_IN_ROLE_PERMISSIONS[name],
    isBuiltIn: true,
    createdAt: organization.createdAt,
    updatedAt: organization.createdAt,
  }));
}
