import { SecretAccess } from './secret';

/**
 * Which secrets of an organization a principal can see at all. Stores turn it into one SQL predicate that get, list,
 * count, `node`, `_entities` and the dialects share, so that not even a count or a cursor reveals a hidden row:
 * organization secrets are in everybody's reach, team secrets in that of the team (or of who manages the organization's
 * secrets), a personal secret in that of its owner alone.
 */
export interface Reach {
  readonly principalId: string;
  readonly teamIds: readonly string[];
  /** True when team secrets of every team are within reach. */
  readonly everyTeam: boolean;
}

/** The same rule for one row that is already in memory. */
export function isWithinReach(
  reach: Reach,
  secret: { readonly access: SecretAccess; readonly teamId: string | null; readonly ownerId: string | null },
): boolean {
  if (secret.access === SecretAccess.ORGANIZATION) return true;
  if (secret.access === SecretAccess.TEAM) {
    return reach.everyTeam || (secret.teamId !== null && reach.teamIds.includes(secret.teamId));
  }
  return secret.ownerId === reach.principalId;
}
