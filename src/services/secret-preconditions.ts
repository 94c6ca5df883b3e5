import { BadUserInput, Forbidden, LimitExceeded, NotFound, StaleVersion } from '../core/errors';
import { hasExpired } from '../core/expiry';
import { requireId } from '../core/id';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { isOwn, requireOwner } from '../core/reach';
import { type Secret, SecretAccess } from '../core/secret';
import type { Reading, UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { Expecting, GivenOwner, Limited, PutSecret } from './secret.command';

/** Who a secret belongs to. */
export type SecretOwner = Pick<Secret, 'organizationId' | 'access' | 'teamId' | 'ownerId'>;

/**
 * Who a new secret belongs to.
 *
 * A token that others made for the caller creates no personal secrets.
 *
 * @throws BadUserInput rule `exclusive` for a team without access TEAM or the reverse; NotFound for a team of another
 * organization; Forbidden when the permit does not allow managing secrets of this owner.
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
  const isPersonal = access === SecretAccess.PERSONAL;
  const ownerId = isPersonal ? requireOwner(permit.reach, Permission.MANAGE_OWN_SECRETS) : null;
  const owner = { organizationId: permit.organizationId, access, teamId, ownerId };
  requireOwnership(permit, owner);
  return owner;
}

/**
 * Who may manage secrets of this owner: MANAGE_ORG_SECRETS for the organization's; MANAGE_TEAM_SECRETS for a team's, if
 * the caller is in the team or also holds MANAGE_ORG_SECRETS; MANAGE_OWN_SECRETS for a personal secret of the caller.
 *
 * @throws Forbidden; NotFound for a personal secret of somebody else.
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
    if (!isOwn(permit.reach, owner.ownerId)) throw new NotFound();
  }
}

/**
 * The optimistic lock: a change is made only to the secret that the caller has seen.
 *
 * @throws StaleVersion when the secret has another version than `expectedVersion`, or was changed in any way since
 * `expectedUpdatedAt`.
 */
export function requireCurrent(current: Secret, { expectedVersion, expectedUpdatedAt }: Expecting): void {
  const isOtherVersion = expectedVersion != null && expectedVersion !== current.version;
  const isOtherTime =
    expectedUpdatedAt != null && expectedUpdatedAt.getTime() !== current.updatedAt.getTime();
  if (isOtherVersion || isOtherTime) throw new StaleVersion(current.version);
}

/**
 * Nobody gets the value of an expired secret, so a new one would be accepted and never delivered.
 *
 * @param secret with the expiry that the change gives it.
 * @throws BadUserInput rule `expired` at `expiresAt`.
 */
export function requireUnexpired(secret: Secret): void {
  if (!hasExpired(secret, secret.updatedAt)) return;
  const message = 'This secret has expired: give its new value together with a later expiry, or with none.';
  throw BadUserInput.at('expiresAt', 'expired', message);
}

/**
 * The type and the file flag of a secret never change.
 *
 * @throws BadUserInput rule `immutable` at `type` or `isFile`.
 */
export function requireSameKind(current: Secret, command: PutSecret): void {
  for (const field of ['type', 'isFile'] as const) {
    if (command[field] == null || command[field] === current[field]) continue;
    const message = `The ${field} of an existing secret cannot change; delete it first.`;
    throw BadUserInput.at(field, 'immutable', message);
  }
}

/**
 * Refuses a new secret when the organization already has as many as the command allows. The organization's row stays
 * locked until the commit, so that two creations cannot both take the last free slot.
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
