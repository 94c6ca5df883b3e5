import type { Secret } from '../../core/secret';
import type { Loaders } from '../request/loaders';

/**
 * Reads the principals and teams of a page of secrets when the operation mentions them, so that each row finds them
 * without waiting. Pages of many organizations that are warmed in one tick share the statements.
 */
export async function warmSecrets(
  secrets: readonly Secret[],
  mentioned: ReadonlySet<string>,
  { profiles, teams }: Loaders,
): Promise<void> {
  const principalIds: string[] = [];
  const teamIds: string[] = [];
  const wants = {
    createdBy: mentioned.has('createdBy'),
    updatedBy: mentioned.has('updatedBy'),
    owner: mentioned.has('owner'),
  };
  for (const { createdBy, updatedBy, ownerId, teamId } of secrets) {
    if (wants.createdBy) principalIds.push(createdBy);
    if (wants.updatedBy) principalIds.push(updatedBy);
    if (wants.owner && ownerId !== null) principalIds.push(ownerId);
    if (teamId !== null && mentioned.has('team')) teamIds.push(teamId);
  }
  await Promise.all([profiles.warm(principalIds), teams.warm(teamIds)]);
}
