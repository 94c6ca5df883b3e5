import { Forbidden } from './errors';
import type { Permission } from './permission';
import { SecretAccess } from './secret';

/**
 * Which secrets of an organization a principal can see: the organization's secrets, those of its teams (of every team with
 * MANAGE_ORG_SECRETS), and its own personal secrets. A token that others made has no personal secrets within reach: whoever
 * can make a token for somebody must not get their personal secrets with it.
 *
 * Stores turn it into one SQL predicate that get, list, count, `node`, `_entities` and the dialects share, so that not even
 * a count or a cursor reveals a hidden row.
 */
export interface Reach {
  /** Whose personal secrets; null for nobody's. */
  readonly principalId: string | null;
  readonly teamIds: readonly string[];
  /** Whether the secrets of every team are within reach. */
  readonly everyTeam: boolean;
}

/** Whether something personal of this owner is the caller's own. @param ownerId null for what has no owner. */
export function isOwn({ principalId }: Reach, ownerId: string | null): boolean {
  return ownerId !== null && ownerId === principalId;
}

/**
 * The owner of something personal that the caller makes.
 *
 * @throws Forbidden with the permission, for a token that others made.
 */
export function requireOwner({ principalId }: Reach, permission: Permission): string {
  if (principalId === null) throw new Forbidden(permission);
  return principalId;
}

/** Whether a secret that is already in memory is within reach. The same rule as the SQL predicate. */
export function isWithinReach(
  reach: Reach,
  secret: { readonly access: SecretAccess; readonly teamId: string | null; readonly ownerId: string | null },
): boolean {
  if (secret.access === SecretAccess.ORGANIZATION) return true;
  if (secret.access === SecretAccess.TEAM) {
    return reach.everyTeam || (secret.teamId !== null && reach.teamIds.includes(secret.teamId));
  }
  return isOwn(reach, secret.ownerId);
}
