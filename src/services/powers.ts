import { Forbidden } from '../core/errors';
import { effectivePermissions, type Permission } from '../core/permission';
import type { Permit } from '../core/policy';
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
