import { LimitExceeded } from './errors';

/** What an organization has stored. */
export interface OrganizationUsage {
  /** Without deleted ones. */
  readonly secrets: number;
  /** Of all secrets together, also of deleted ones until they are shredded. */
  readonly versions: number;
  /** Of all sealed values together, also of deleted secrets until they are shredded. */
  readonly bytes: number;
}

/** The most that an organization can store. */
export type Quota = OrganizationUsage;

const MESSAGES: Readonly<Record<keyof Quota, (most: number) => string>> = {
  secrets: (most) => `An organization has at most ${most} secrets; delete some that are not needed.`,
  versions: (most) =>
    `The secrets of an organization have at most ${most} versions in all, deleted secrets included; destroy some that are not needed.`,
  bytes: (most) =>
    `The sealed values of an organization have at most ${most} bytes in all, deleted secrets included; destroy some that are not needed.`,
};

/**
 * Checks what an organization has stored, with a new value.
 *
 * @param isNewSecret whether the value is the first of its secret. Only then does the number of secrets matter, so that an
 * organization with more than a quota that was lowered can still change what it has.
 * @throws LimitExceeded; the message names what there is too much of.
 */
export function requireWithinQuota(usage: OrganizationUsage, quota: Quota, isNewSecret: boolean): void {
  for (const what of ['secrets', 'versions', 'bytes'] as const) {
    if (what === 'secrets' && !isNewSecret) continue;
    if (usage[what] > quota[what]) throw new LimitExceeded(MESSAGES[what](quota[what]));
  }
}
