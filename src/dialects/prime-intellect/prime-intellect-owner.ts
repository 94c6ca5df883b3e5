import { type DialectRule, representationIn } from '../../core/dialect';
import { Forbidden, NotFound } from '../../core/errors';
import { NameForm } from '../../core/name-form';
import { Permission } from '../../core/permission';
import { type Secret, SecretAccess } from '../../core/secret';
import type { SecretFilter } from '../../services/secret.queries';
import { requireReference } from '../reference';
import type { Call } from '../route';

/** The secrets of teams and the caller's own, whose names are identifiers in upper case. */
export const PRIME_INTELLECT_RULE: DialectRule = {
  access: [SecretAccess.TEAM, SecretAccess.PERSONAL],
  nameForm: NameForm.UPPER_IDENTIFIER,
};

/** Whose secrets a request is about: a team's, or the caller's own. */
export type Owner =
  | { readonly access: typeof SecretAccess.TEAM; readonly teamId: string }
  | { readonly access: typeof SecretAccess.PERSONAL };

/**
 * The owner that a `teamId` names; the caller itself when there is none.
 *
 * @throws NotFound for what is no team of the caller's organization; Forbidden for a team it is not in.
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

/** The owner's secrets that this dialect can show. */
export function secretsOf(owner: Owner): SecretFilter {
  return {
    nameForm: PRIME_INTELLECT_RULE.nameForm,
    access: [owner.access],
    ...(owner.access === SecretAccess.TEAM && { teamId: owner.teamId }),
  };
}

/**
 * The secret whose id is in the path. With a `teamId` it must be that team's; without, it may be the caller's own or one
 * of its teams': the vendor's command line names no team beside an id.
 *
 * @throws NotFound, Forbidden
 */
export async function foundSecret(call: Call): Promise<Secret> {
  const { permit, services, path, query } = call;
  const owner = query.teamId == null ? undefined : await ownerOf(call, String(query.teamId));
  const [secret] = await services.secretQueries.find([permit], [requireReference(path.secret_id, 'secret')]);
  if (secret === undefined || !representationIn(PRIME_INTELLECT_RULE, secret).representable)
    throw new NotFound();
  if (owner?.access === SecretAccess.TEAM && secret.teamId !== owner.teamId) throw new NotFound();
  return secret;
}
