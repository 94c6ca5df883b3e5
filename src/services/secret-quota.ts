import { LimitExceeded } from '../core/errors';
import type { Permit } from '../core/policy';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { Limited } from './secret.command';

/**
 * Refuses one secret more than the face allows for. The organization's row is held from here to the commit, so that two
 * creations cannot both be the last one.
 *
 * @throws LimitExceeded
 */
export async function requireQuota(
  stores: Stores,
  unit: UnitOfWork,
  permit: Permit,
  { quota }: Limited,
): Promise<void> {
  if (quota === undefined) return;
  await stores.organizations.lock(unit, permit.organizationId);
  const counts = await stores.secrets.count(unit, [permit], quota.among);
  if ((counts.get(permit.organizationId) ?? 0) >= quota.max) {
    throw new LimitExceeded(`An organization has at most ${quota.max} of these secrets.`);
  }
}
