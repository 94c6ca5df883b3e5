import { Conflict } from '../core/errors';
import { BuiltInRole } from '../core/permission';
import type { Role } from '../core/role';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';

/**
 * Throws when somebody with this role is the last owner and can therefore not lose it. The caller holds the lock on the
 * organization: otherwise two of the last two owners could each count on the other.
 *
 * @throws Conflict
 */
export async function requireOtherOwner(stores: Stores, unit: UnitOfWork, role: Role): Promise<void> {
  if (!role.isBuiltIn || role.name !== BuiltInRole.OWNER) return;
  if ((await stores.memberships.countWithRole(unit, role.organizationId, role.id)) > 1) return;
  throw new Conflict('An organization keeps at least one owner.');
}
