import { Forbidden } from '../core/errors';
import { effectivePermissions, Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Grant } from '../core/principal';
import type { Reading } from '../storage/database';
import type { Stores } from '../storage/stores';

/** Nobody gives, takes or changes powers that go beyond their own. @throws Forbidden for the first one that does. */
export function requireWithin(permit: Permit, permissions: readonly Permission[]): void {
  for (const permission of effectivePermissions(permissions)) {
    if (!permit.permissions.has(permission)) throw new Forbidden(permission);
  }
}

/** Nobody acts for a principal that is more powerful than they are. @throws Forbidden */
export async function requireWithinPowersOf(
  stores: Stores,
  on: Reading,
  permit: Permit,
  principalId: string,
): Promise<void> {
  const membership = await stores.memberships.findOf(on, permit.organizationId, principalId);
  if (membership === undefined) return;
  const [role] = await stores.roles.find(on, [membership.roleId]);
  if (role !== undefined) requireWithin(permit, role.permissions);
}

/**
 * What both may do: a token does no more than its maker may do now, and reaches no team's secrets that its maker does
 * not reach.
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
