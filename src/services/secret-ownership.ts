import { BadUserInput, Forbidden, NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { type Secret, SecretAccess } from '../core/secret';
import type { Reading } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { GivenOwner } from './secret.command';

/** Whose a secret is. */
export type SecretOwner = Pick<Secret, 'organizationId' | 'access' | 'teamId' | 'ownerId'>;

/**
 * Who a new secret belongs to, when the permit allows managing such secrets.
 *
 * @throws BadUserInput rule `exclusive` for a team without access TEAM or the reverse; NotFound for a team of another
 * organization; Forbidden.
 */
export async function newOwner(
  stores: Stores,
  on: Reading,
  permit: Permit,
  given: GivenOwner,
): Promise<SecretOwner> {
  const { access } = given;
  const teamId = given.teamId ?? null;
  if ((access === SecretAccess.TEAM) !== (teamId !== null)) {
    throw BadUserInput.at('teamId', 'exclusive', 'A team is named for access TEAM, and only then.');
  }
  if (teamId !== null) {
    requireId(teamId, 'teamId', 'team');
    const [team] = await stores.teams.find(on, [teamId]);
    if (team === undefined || team.organizationId !== permit.organizationId) throw new NotFound();
  }
  const ownerId = access === SecretAccess.PERSONAL ? permit.principal.id : null;
  const owner = { organizationId: permit.organizationId, access, teamId, ownerId };
  requireOwnership(permit, owner);
  return owner;
}

/**
 * Throws unless the permit allows managing secrets of this owner: the organization's with MANAGE_ORG_SECRETS, a team's
 * with MANAGE_TEAM_SECRETS by its members (or by who manages the organization's), a personal one by its owner alone.
 */
export function requireOwnership(permit: Permit, owner: Pick<Secret, 'access' | 'teamId' | 'ownerId'>): void {
  if (owner.access === SecretAccess.ORGANIZATION) {
    permit.require(Permission.MANAGE_ORG_SECRETS);
  } else if (owner.access === SecretAccess.TEAM) {
    permit.require(Permission.MANAGE_TEAM_SECRETS);
    const { everyTeam, teamIds } = permit.reach;
    if (!everyTeam && !(owner.teamId !== null && teamIds.includes(owner.teamId))) {
      throw new Forbidden(Permission.MANAGE_ORG_SECRETS);
    }
  } else {
    permit.require(Permission.MANAGE_OWN_SECRETS);
    if (owner.ownerId !== permit.principal.id) throw new NotFound();
  }
}

/**
 * The name of a secret for an audit event, whose readers include others than the owner: a personal secret is invisible
 * to them, its name included.
 */
export function auditedName({ access, name }: Pick<Secret, 'access' | 'name'>): { readonly name?: string } {
  return access === SecretAccess.PERSONAL ? {} : { name };
}
