import { BadUserInput } from '../core/errors';
import { requireFuture } from '../core/expiry';
import { newId } from '../core/id';
import { checkedText } from '../core/name';
import type { Permit } from '../core/policy';
import { NOTE_LENGTH, type Secret, SecretAccess, type SecretVersion, SecretVisibility } from '../core/secret';
import { canonicalUsePolicy, type GivenUsePolicy, policyText } from '../core/use-policy';
import type { Reading, UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';

/** The metadata that a client may set, all of it optional in an update. */
export interface GivenMetadata {
  readonly note?: string | null | undefined;
  readonly isSensitive?: boolean | null | undefined;
  readonly visibility?: SecretVisibility | null | undefined;
  /** Numbers of repositories; only together with SELECTED. */
  readonly selectedRepositoryIds?: readonly number[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  /** How the value may leave, and where it may be sent; null for delivered, and sent nowhere. */
  readonly usePolicy?: GivenUsePolicy | null | undefined;
}

type Metadata = Pick<Secret, 'note' | 'isSensitive' | 'visibility' | 'expiresAt' | 'usePolicy'>;

const NONE: Metadata = {
  note: null,
  isSensitive: true,
  visibility: SecretVisibility.ALL,
  expiresAt: null,
  usePolicy: null,
};

/** Now, or a millisecond after a time that is not earlier: two changes of one secret never have the same time. */
export function timeAfter(previous: Date): Date {
  return new Date(Math.max(Date.now(), previous.getTime() + 1));
}

/**
 * A new secret, with defaults for the metadata that is not given.
 *
 * @param name its canonical name.
 * @throws BadUserInput as {@link changedMetadata}.
 */
export function newSecret(
  { principal }: Permit,
  owner: Pick<Secret, 'organizationId' | 'access' | 'teamId' | 'ownerId'>,
  name: string,
  given: GivenMetadata & Pick<Secret, 'type' | 'isFile'>,
): Secret {
  const now = new Date();
  const { type, isFile } = given;
  return {
    id: newId('secret'),
    name,
    type,
    isFile,
    ...owner,
    ...changedMetadata(NONE, given, now),
    version: 1,
    createdAt: now,
    createdBy: principal.id,
    updatedAt: now,
    updatedBy: principal.id,
    lastUsedAt: null,
  };
}

/**
 * The metadata after a change. What is left out stays; null removes a note, an expiry or a use policy.
 *
 * @throws BadUserInput rules `length`, `control`, `unicode` for the note, `future` for the expiry, those of
 * {@link canonicalUsePolicy} for the use policy.
 */
export function changedMetadata(current: Metadata, given: GivenMetadata, now: Date): Metadata {
  const { note, expiresAt, usePolicy } = given;
  requireFuture(expiresAt, now, 'A secret expires in the future, before the year 10000.');
  return {
    note: note == null ? (note === null ? null : current.note) : checkedText(note, 'note', NOTE_LENGTH.max),
    isSensitive: given.isSensitive ?? current.isSensitive,
    visibility: given.visibility ?? current.visibility,
    expiresAt: expiresAt === undefined ? current.expiresAt : expiresAt,
    usePolicy:
      usePolicy == null ? (usePolicy === null ? null : current.usePolicy) : canonicalUsePolicy(usePolicy),
  };
}

/** The use policy that a change set, as JSON for the audit event; null if the change removed it. */
export function givenPolicy(
  { usePolicy }: GivenMetadata,
  secret: Secret,
): { readonly usePolicy?: string | null } {
  return usePolicy === undefined ? {} : { usePolicy: secret.usePolicy && policyText(secret.usePolicy) };
}

/**
 * The version that a change adds to a secret, without its envelope.
 *
 * @param secret after the change.
 */
export function newVersion(
  { origin }: Permit,
  secret: Secret,
): Omit<SecretVersion, 'keyId' | 'sealedByClient' | 'restoredFrom' | 'lastUsedAt'> {
  const { organizationId, id: secretId, version, updatedAt, updatedBy } = secret;
  const { address, client = null } = origin;
  return {
    id: newId('version'),
    organizationId,
    secretId,
    version,
    createdAt: updatedAt,
    createdBy: updatedBy,
    address,
    client,
  };
}

/**
 * The name of a secret for an audit event. A personal secret is invisible to the other readers of the log, and so is its
 * name.
 */
export function auditedName({ access, name }: Pick<Secret, 'access' | 'name'>): { readonly name?: string } {
  return access === SecretAccess.PERSONAL ? {} : { name };
}

/** How many repositories one secret can name. */
const SELECTED_REPOSITORIES = { max: 1000 } as const;

/**
 * The repositories to select for a secret.
 *
 * @param secret the secret after the change.
 * @param current the secret before the change; undefined for a new one.
 * @returns their numbers; undefined if the selection stays as it is.
 * @throws BadUserInput at `selectedRepositoryIds`: rule `visibility` without visibility SELECTED, `repository` for a number
 * that is no repository of the organization, `length` for too many.
 */
export async function selectedRepositories(
  stores: Stores,
  on: Reading,
  secret: Secret,
  given: GivenMetadata,
  current?: Secret,
): Promise<readonly number[] | undefined> {
  const numbers = given.selectedRepositoryIds;
  if (secret.visibility !== SecretVisibility.SELECTED) {
    if (numbers != null) {
      throw BadUserInput.at(
        'selectedRepositoryIds',
        'visibility',
        'Repositories are selected only with visibility SELECTED.',
      );
    }
    return current?.visibility === SecretVisibility.SELECTED ? [] : undefined;
  }
  if (numbers == null) return undefined;
  const distinct = [...new Set(numbers)];
  if (distinct.length > SELECTED_REPOSITORIES.max) {
    throw BadUserInput.at(
      'selectedRepositoryIds',
      'length',
      `At most ${SELECTED_REPOSITORIES.max} repositories are selected.`,
    );
  }
  const found = await stores.repositories.findByNumbers(on, secret.organizationId, distinct);
  if (found.length !== distinct.length) {
    throw BadUserInput.at(
      'selectedRepositoryIds',
      'repository',
      'Each number names a repository of the organization.',
    );
  }
  return distinct;
}

/**
 * Selects the repositories that a change of a secret names.
 *
 * @param secret the secret after the change.
 * @returns whether the selection is another one now.
 * @throws BadUserInput as {@link selectedRepositories}.
 */
export async function changeSelection(
  stores: Stores,
  unit: UnitOfWork,
  secret: Secret,
  given: GivenMetadata,
  current: Secret,
): Promise<boolean> {
  const repositories = await selectedRepositories(stores, unit, secret, given, current);
  return repositories !== undefined && stores.secretRepositories.set(unit, secret.id, repositories);
}
