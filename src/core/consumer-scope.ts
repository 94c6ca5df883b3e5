import type { Consumer } from './consumer';
import { Permission } from './permission';
import type { Permit } from './policy';

/**
 * Which consumers of an organization a caller can see. A consumer tells which secrets there are and from where they are
 * used, so membership alone is not enough.
 */
export interface ConsumerScope {
  readonly organizationId: string;
  /** Whose personal consumers; null for nobody's. */
  readonly ownerId: string | null;
  /** Whether the organization's own consumers, too. */
  readonly ofOrganization: boolean;
  /** Whether the personal consumers of everybody, too. */
  readonly ofEverybody: boolean;
}

/**
 * The scope of a permit: a caller's own consumers; with VIEW_SECRETS those of the organization; with MANAGE_CONSUMERS
 * all.
 */
export function consumerScopeOf({ organizationId, permissions, reach }: Permit): ConsumerScope {
  const ofEverybody = permissions.has(Permission.MANAGE_CONSUMERS);
  return {
    organizationId,
    ownerId: reach.principalId,
    ofOrganization: ofEverybody || permissions.has(Permission.VIEW_SECRETS),
    ofEverybody,
  };
}

/** Whether a consumer that is already in memory is within the scope. The same rule as the SQL predicate. */
export function isWithinConsumerScope(
  scope: ConsumerScope,
  consumer: Pick<Consumer, 'organizationId' | 'ownerId'>,
): boolean {
  if (consumer.organizationId !== scope.organizationId) return false;
  if (scope.ofEverybody) return true;
  return consumer.ownerId === null ? scope.ofOrganization : consumer.ownerId === scope.ownerId;
}
