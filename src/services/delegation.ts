import { Conflict, Forbidden } from '../core/errors';
import { BuiltInRole, effectivePermissions, Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Grant } from '../core/principal';
import type { Role } from '../core/role';
import type { Reading, UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';

/**
 * Nobody grants, takes away or changes permissions that they do not hold themselves.
 *
 * @throws Forbidden for the first of the permissions that the caller lacks.
 */
export function requireHeld(permit: Permit, permissions: readonly Permission[]): void {
  for (const permission of effectivePermissions(permissions)) {
    if (!permit.permissions.has(permission)) throw new Forbidden(permission);
  }
}

/**
 * Nobody acts for a principal who holds more permissions than they do. A principal who is not a member holds none.
 *
 * @throws Forbidden for the first permission of the principal that the caller lacks.
 */
export async function requirePermissionsOf(
  stores: Stores,
  on: Reading,
  permit: Permit,
  principalId: string,
): Promise<void> {
  const membership = await stores.memberships.findOf(on, permit.organizationId, principalId);
  if (membership === undefined) return;
  const [role] = await stores.roles.find(on, [membership.roleId]);
  if (role !== undefined) requireHeld(permit, role.permissions);
}

/**
 * A member with this role is about to lose it. The unit takes rights and has locked the organization: otherwise the last two
 * owners could leave at once, each counting on the other.
 *
 * @throws Conflict when nobody else is an owner.
 */
export async function requireOtherOwner(stores: Stores, unit: UnitOfWork, role: Role): Promise<void> {
  if (!role.isBuiltIn || role.name !== BuiltInRole.OWNER) return;
  if ((await stores.memberships.countWithRole(unit, role.organizationId, role.id)) > 1) return;
  throw new Conflict('An organization keeps at least one owner.');
}

/**
 * The grants that a token gives: in each organization what both its principal and its maker may do now, and the teams
 * whose secrets both can reach.
 */
export function intersectGrants(
  own: ReadonlyMap<string, Grant>,
  makers: ReadonlyMap<string, Grant>,
): ReadonlyMap<string, Grant> {
  const both = new Map<string, Grant>();
  for (const [organizationId, grant] of own) {
    const maker = makers.get(organizationId);
    if (maker === undefined) continue;
    const reachesAll = maker.permissions.has(Permission.MANAGE_ORG_SECRETS);
    both.set(organizationId, {
      ...grant,
      teamIds: grant.teamIds.filter((teamId) => reachesAll || maker.teamIds.includes(teamId)),
      permissions: new Set([...grant.permissions].filter((permission) => maker.permissions.has(permission))),
    });
  }
  return both;
}
