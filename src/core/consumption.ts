import type { Consumer, OwnerGrant } from './consumer';
import { hasExpired } from './expiry';
import { foldCase } from './name';
import { Permission } from './permission';
import { isWithinReach } from './reach';
import type { Repository } from './repository';
import { type Secret, SecretAccess, SecretType, SecretVisibility } from './secret';
import { WayOut } from './way-out';

/** Why a consumer may use a secret. */
export const ConsumptionReason = {
  NAMED: 'NAMED',
  NAME_PREFIX: 'NAME_PREFIX',
  TEAM: 'TEAM',
  REPOSITORY: 'REPOSITORY',
} as const;
export type ConsumptionReason = (typeof ConsumptionReason)[keyof typeof ConsumptionReason];

/** Why a consumer may not use a secret. */
type ConsumptionRefusal =
  | 'OTHER_ORGANIZATION'
  | 'CONSUMER_EXPIRED'
  | 'SECRET_EXPIRED'
  | 'OTHER_OWNER'
  | 'OWNER_MAY_NOT'
  | 'NOT_GRANTED'
  | 'NO_WAY_OUT';

/** What the decision depends on besides the consumer and the secret, all read for this request. */
export interface ConsumptionFacts {
  /** The consumer's repository; undefined when it has none or the repository is gone. */
  readonly repository: Repository | undefined;
  /** The numbers of the repositories selected for the secret; used with visibility SELECTED. */
  readonly selectedRepositoryIds: readonly number[];
  /**
   * What the consumer's owner may do in the organization; undefined without an owner, or if the owner is not a member.
   */
  readonly owner: OwnerGrant | undefined;
  readonly at: Date;
}

/**
 * The decision: allowed with every reason that applies, in the ways that secret and consumer have in common, of which there
 * is at least one; or refused with the first rule that forbids it.
 */
export type Consumption =
  | {
      readonly allowed: true;
      readonly reasons: readonly ConsumptionReason[];
      readonly waysOut: readonly WayOut[];
    }
  | { readonly allowed: false; readonly refusal: ConsumptionRefusal };

/**
 * Decides whether a consumer may use a secret. Deliveries, injected requests, `Secret.usableBy` and
 * `Consumer.usableSecrets` all call it with facts read for the request, so a change of permissions applies to the next
 * delivery.
 *
 * A consumer is granted the union of its uses, within three limits. A personal secret goes only to consumers of its owner.
 * A team's secret must be named itself or through its team: a prefix or a repository stands for the organization's secrets.
 * A consumer with an owner may do no more than the owner may do now.
 *
 * How the value leaves is decided by both: the ways of the secret, see {@link waysOutOf}, that the consumer has, too.
 */
export function consumption(consumer: Consumer, secret: Secret, facts: ConsumptionFacts): Consumption {
  const refusal = refusalOf(consumer, secret, facts);
  if (refusal !== undefined) return { allowed: false, refusal };
  const reasons = grantsOf(consumer, secret, facts);
  if (reasons.length === 0) return { allowed: false, refusal: 'NOT_GRANTED' };
  const waysOut = waysOutOf(secret).filter((way) => consumer.waysOut.includes(way));
  return waysOut.length === 0
    ? { allowed: false, refusal: 'NO_WAY_OUT' }
    : { allowed: true, reasons, waysOut };
}

/**
 * How the value of a secret may leave. The use policy says it; without one, the value may be delivered and not injected.
 * Whatever the policy says, a TOTP secret gives codes and no seed, and other secrets give no codes.
 */
export function waysOutOf({ type, usePolicy }: Pick<Secret, 'type' | 'usePolicy'>): readonly WayOut[] {
  const taken: WayOut = type === SecretType.TOTP ? WayOut.CODE : WayOut.DELIVER;
  if (usePolicy === null) return [taken];
  return usePolicy.waysOut.filter((way) => way === taken || way === WayOut.INJECT);
}

function refusalOf(
  consumer: Consumer,
  secret: Secret,
  { owner, at }: ConsumptionFacts,
): ConsumptionRefusal | undefined {
  if (secret.organizationId !== consumer.organizationId) return 'OTHER_ORGANIZATION';
  if (hasExpired(consumer, at)) return 'CONSUMER_EXPIRED';
  if (hasExpired(secret, at)) return 'SECRET_EXPIRED';
  const isPersonal = secret.access === SecretAccess.PERSONAL;
  if (isPersonal && (consumer.ownerId === null || secret.ownerId !== consumer.ownerId)) return 'OTHER_OWNER';
  if (consumer.ownerId === null) return undefined;
  if (owner === undefined || !owner.permissions.has(Permission.USE_SECRETS)) return 'OWNER_MAY_NOT';
  if (isPersonal) return undefined;
  const mayGrant = owner.permissions.has(Permission.MANAGE_CONSUMERS) && isWithinReach(owner.reach, secret);
  return mayGrant ? undefined : 'OWNER_MAY_NOT';
}

function grantsOf({ uses }: Consumer, secret: Secret, facts: ConsumptionFacts): ConsumptionReason[] {
  const reasons: ConsumptionReason[] = [];
  const isOfTeam = secret.access === SecretAccess.TEAM;
  const isOfGrantedTeam = isOfTeam && uses.teamId !== null && secret.teamId === uses.teamId;
  if (uses.secretIds.includes(secret.id)) reasons.push(ConsumptionReason.NAMED);
  if (isOfGrantedTeam) reasons.push(ConsumptionReason.TEAM);
  if (uses.namePrefix !== null && !isOfTeam && foldCase(secret.name).startsWith(foldCase(uses.namePrefix))) {
    reasons.push(ConsumptionReason.NAME_PREFIX);
  }
  const isOfRepository = uses.repositoryId !== null && uses.repositoryId === facts.repository?.id;
  if (isOfRepository && secret.access === SecretAccess.ORGANIZATION && isVisible(secret, facts)) {
    reasons.push(ConsumptionReason.REPOSITORY);
  }
  return reasons;
}

function isVisible(
  { visibility, organizationId }: Secret,
  { repository, selectedRepositoryIds }: ConsumptionFacts,
): boolean {
  if (repository === undefined || repository.organizationId !== organizationId) return false;
  if (visibility === SecretVisibility.ALL) return true;
  if (visibility === SecretVisibility.PRIVATE) return repository.isPrivate;
  return selectedRepositoryIds.includes(repository.databaseId);
}
