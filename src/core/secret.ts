import type { UsePolicy } from './use-policy';

/** What kind of value a secret holds. */
export const SecretType = { KEY_VALUE: 'KEY_VALUE', COOKIE: 'COOKIE', TOTP: 'TOTP' } as const;
export type SecretType = (typeof SecretType)[keyof typeof SecretType];

/** Who a secret belongs to. */
export const SecretAccess = { ORGANIZATION: 'ORGANIZATION', TEAM: 'TEAM', PERSONAL: 'PERSONAL' } as const;
export type SecretAccess = (typeof SecretAccess)[keyof typeof SecretAccess];

/** Which repositories may use a secret. */
export const SecretVisibility = { ALL: 'ALL', PRIVATE: 'PRIVATE', SELECTED: 'SELECTED' } as const;
export type SecretVisibility = (typeof SecretVisibility)[keyof typeof SecretVisibility];

/** The metadata of a secret: the only part of it that can be read. Times are UTC. */
export interface Secret {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly type: SecretType;
  readonly note: string | null;
  readonly isSensitive: boolean;
  readonly isFile: boolean;
  readonly access: SecretAccess;
  /** Set only with access TEAM. */
  readonly teamId: string | null;
  /** The principal that a PERSONAL secret belongs to; null with other access. */
  readonly ownerId: string | null;
  readonly visibility: SecretVisibility;
  /** The number of the current value, from 1. A change without a new value keeps it. */
  readonly version: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly updatedBy: string;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Where the dispenser may inject the value; null for nowhere. */
  readonly usePolicy: UsePolicy | null;
}

/** A secret that was deleted and can still be restored. */
export interface DeletedSecret extends Secret {
  readonly deletedAt: Date;
  readonly deletedBy: string;
}

/** One immutable, numbered, sealed value of a secret, without its envelope. */
export interface SecretVersion {
  readonly id: string;
  readonly organizationId: string;
  readonly secretId: string;
  readonly version: number;
  /** The key generation that it is sealed with. */
  readonly keyId: string;
  /** Whether the client sealed the value before it reached the gateway. */
  readonly sealedByClient: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The number of the version that a rollback took the value from; null for a value that was given. */
  readonly restoredFrom: number | null;
  /** The IP address that the value came from, or `local` for the CLI; null if that is unknown. */
  readonly address: string | null;
  /** The program that sent the value, as it named itself; null if that is unknown. */
  readonly client: string | null;
  readonly lastUsedAt: Date | null;
}

/** The longest note in Unicode characters. */
export const NOTE_LENGTH = { max: 500 } as const;

/**
 * The id of the owner within whom the name of a secret is unique: the organization for access ORGANIZATION, the team for
 * TEAM, the principal for PERSONAL.
 *
 * @throws TypeError if the id that the access needs is missing: such a secret would be in nobody's reach.
 */
export function ownerKey(secret: Pick<Secret, 'organizationId' | 'access' | 'teamId' | 'ownerId'>): string {
  const { organizationId, access, teamId, ownerId } = secret;
  if (access === SecretAccess.ORGANIZATION) return organizationId;
  const key = access === SecretAccess.TEAM ? teamId : ownerId;
  if (key === null)
    throw new TypeError('a secret needs a team for TEAM access and an owner for PERSONAL access');
  return key;
}
