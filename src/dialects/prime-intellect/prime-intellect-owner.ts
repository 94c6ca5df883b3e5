import type { DialectRule } from '../../core/dialect';
import { Forbidden, NotFound } from '../../core/errors';
import { NamePattern } from '../../core/name-pattern';
import { Permission } from '../../core/permission';
import { type Secret, SecretAccess } from '../../core/secret';
import type { SecretFilter } from '../../services/secret.queries';
import { requireReference, secretById } from '../lookup';
import type { Call } from '../route';

/** Prime Intellect shows secrets of teams and the caller's personal ones. Names are upper-case identifiers. */
export const PRIME_INTELLECT_RULE: DialectRule = {
  access: [SecretAccess.TEAM, SecretAccess.PERSONAL],
  namePattern: NamePattern.UPPER_IDENTIFIER,
};

/** The owner of the secrets that a request is about: a team or the caller. */
export type Owner =
  | { readonly access: typeof SecretAccess.TEAM; readonly teamId: string }
  | { readonly access: typeof SecretAccess.PERSONAL };

/**
 * The team with this id, or the caller if there is no id.
 *
 * @throws NotFound for an id that is not a team of the caller's organization; Forbidden for a team without the caller.
 */
export async function ownerOf({ permit, services }: Call, teamId: string | null | undefined): Promise<Owner> {
  if (teamId == null) return { access: SecretAccess.PERSONAL };
  const [team] = await services.directory.teams([permit], [requireReference(teamId, 'team')]);
  if (team === undefined) throw new NotFound();
  const { everyTeam, teamIds } = permit.reach;
  if (everyTeam || teamIds.includes(teamId)) return { access: SecretAccess.TEAM, teamId };
  await services.trail.refuse(permit, permit.organizationId, {
    action: 'permission.refuse',
    subjectId: teamId,
    detail: { permission: Permission.MANAGE_ORG_SECRETS, field: 'teamId' },
  });
  throw new Forbidden(Permission.MANAGE_ORG_SECRETS);
}

/** The filter for the owner's secrets that this dialect shows. */
export function secretsOf(owner: Owner): SecretFilter {
  return {
    namePattern: PRIME_INTELLECT_RULE.namePattern,
    access: [owner.access],
    ...(owner.access === SecretAccess.TEAM && { teamId: owner.teamId }),
  };
}

/**
 * The secret whose id is in the path. With a `teamId` in the query it must belong to that team. Without one it may also
 * belong to any of the caller's teams, because the vendor's command line sends no team with an id.
 *
 * @throws NotFound, Forbidden
 */
export async function requestedSecret(call: Call): Promise<Secret> {
  const { path, query } = call;
  const owner = query.teamId == null ? undefined : await ownerOf(call, String(query.teamId));
  const secret = await secretById(call, path.secret_id, PRIME_INTELLECT_RULE);
  if (owner?.access === SecretAccess.TEAM && secret.teamId !== owner.teamId) throw new NotFound();
  return secret;
}
