import { CONSUMER_LIMITS, type Consumer, type ConsumerUses } from '../core/consumer';
import { BadUserInput, Forbidden, NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { NAME_LENGTH } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { isOwn } from '../core/reach';
import { SecretAccess } from '../core/secret';
import type { Reading } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { GivenUses } from './consumer.command';

/**
 * Checks the uses of a consumer against what the caller can reach, so that nobody registers a consumer for secrets
 * beyond their own reach.
 *
 * @param given left out or null for no uses.
 * @param ownerId the consumer's owner; null for a consumer of the organization.
 * @throws BadUserInput rules `id`, `limit`, `length`, `unicode`, `personal`; NotFound for what is out of reach; Forbidden.
 */
export async function checkedUses(
  stores: Stores,
  on: Reading,
  permit: Permit,
  given: GivenUses | null | undefined,
  ownerId: string | null,
): Promise<ConsumerUses> {
  const uses: ConsumerUses = {
    secretIds: [...new Set(given?.secretIds ?? [])],
    namePrefix: checkedPrefix(given?.namePrefix ?? null),
    teamId: given?.teamId ?? null,
    repositoryId: given?.repositoryId ?? null,
  };
  await requireNamed(stores, on, permit, uses, ownerId);
  await requireTeam(stores, on, permit, uses.teamId);
  await requireRepository(stores, on, permit, uses.repositoryId);
  return uses;
}

/**
 * Who may change a consumer or give it another key: only the owner of a personal one. One of the organization needs
 * MANAGE_CONSUMERS and the reach of everything it is meant for, because whoever changes the key gets the values.
 *
 * @throws Forbidden
 */
export async function requireControl(
  stores: Stores,
  on: Reading,
  permit: Permit,
  consumer: Consumer,
): Promise<void> {
  if (consumer.ownerId !== null) {
    if (!isOwn(permit.reach, consumer.ownerId)) throw new Forbidden(Permission.MANAGE_CONSUMERS);
    return;
  }
  permit.require(Permission.MANAGE_CONSUMERS);
  const { secretIds, teamId } = consumer.uses;
  const scope = permit.require(Permission.VIEW_SECRETS);
  const reached = await stores.secrets.find(on, [scope], secretIds);
  const reachesTeam = teamId === null || permit.reach.everyTeam || permit.reach.teamIds.includes(teamId);
  if (reached.length < secretIds.length || !reachesTeam) throw new Forbidden(Permission.MANAGE_ORG_SECRETS);
}

async function requireNamed(
  stores: Stores,
  on: Reading,
  permit: Permit,
  { secretIds }: ConsumerUses,
  ownerId: string | null,
): Promise<void> {
  if (secretIds.length === 0) return;
  if (secretIds.length > CONSUMER_LIMITS.secretIds) {
    throw BadUserInput.at('uses.secretIds', 'limit', `Name at most ${CONSUMER_LIMITS.secretIds} secrets.`);
  }
  for (const [index, id] of secretIds.entries()) requireId(id, `uses.secretIds.${index}`, 'secret');
  const found = await stores.secrets.find(on, [permit.require(Permission.VIEW_SECRETS)], secretIds);
  if (found.length < secretIds.length) throw new NotFound();
  if (found.some(({ access, ownerId: whose }) => access === SecretAccess.PERSONAL && whose !== ownerId)) {
    throw BadUserInput.at(
      'uses.secretIds',
      'personal',
      'A personal secret is delivered to personal consumers of its owner only.',
    );
  }
  const onlyOwn = found.every(({ access }) => access === SecretAccess.PERSONAL);
  if (!onlyOwn) permit.require(Permission.MANAGE_CONSUMERS);
}

async function requireTeam(
  stores: Stores,
  on: Reading,
  permit: Permit,
  teamId: string | null,
): Promise<void> {
  if (teamId === null) return;
  permit.require(Permission.MANAGE_CONSUMERS);
  requireId(teamId, 'uses.teamId', 'team');
  const [team] = await stores.teams.find(on, [teamId]);
  const { everyTeam, teamIds } = permit.reach;
  if (team === undefined || team.organizationId !== permit.organizationId) throw new NotFound();
  if (!everyTeam && !teamIds.includes(teamId)) throw new Forbidden(Permission.MANAGE_ORG_SECRETS);
}

async function requireRepository(
  stores: Stores,
  on: Reading,
  permit: Permit,
  repositoryId: string | null,
): Promise<void> {
  if (repositoryId === null) return;
  permit.require(Permission.MANAGE_CONSUMERS);
  requireId(repositoryId, 'uses.repositoryId', 'repo');
  const [repository] = await stores.repositories.find(on, [repositoryId]);
  if (repository?.organizationId !== permit.organizationId) throw new NotFound();
}

function checkedPrefix(prefix: string | null): string | null {
  if (prefix === null) return null;
  if (!prefix.isWellFormed() || prefix.includes('\0')) {
    throw BadUserInput.at('uses.namePrefix', 'unicode', 'A prefix must be well-formed Unicode.');
  }
  const text = prefix.normalize('NFC');
  if ([...text].length > NAME_LENGTH.max) {
    throw BadUserInput.at('uses.namePrefix', 'length', `A prefix has at most ${NAME_LENGTH.max} characters.`);
  }
  return text;
}
