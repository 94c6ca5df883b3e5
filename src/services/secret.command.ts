import type { GivenGenerator } from '../core/generated-value';
import type { Plaintext } from '../core/plaintext';
import type { SecretAccess, SecretType } from '../core/secret';
import type { SecretFilter } from '../storage/stores/secret-filter';
import type { GivenMetadata } from './secret-metadata';

/**
 * A value as the client gives it: unsealed, or sealed to one of our public keys (a libsodium sealed box in base64). Or the
 * client lets the gateway make one.
 */
export interface GivenValue {
  readonly value?: Plaintext | null | undefined;
  readonly sealedValue?: { readonly keyId: string; readonly encryptedValue: string } | null | undefined;
  readonly generate?: GivenGenerator | null | undefined;
}

/** Who a secret belongs to. */
export interface GivenOwner {
  readonly access: SecretAccess;
  readonly teamId?: string | null | undefined;
}

/** The optimistic lock: the state that the caller last saw. */
export interface Expecting {
  /** The number of the value. */
  readonly expectedVersion?: number | null | undefined;
  /** The time of the last change, whether of value or metadata. */
  readonly expectedUpdatedAt?: Date | null | undefined;
}

/**
 * A key that the client chooses, 16 to 128 visible ASCII characters. The same key with the same input is carried out
 * once.
 */
export interface Repeatable {
  readonly idempotencyKey?: string | null | undefined;
}

/** The limit of one API: a secret is created only while fewer than `max` secrets match the filter. */
export interface Limited {
  readonly quota?: { readonly max: number; readonly among: SecretFilter } | undefined;
}

/** Creates a secret. */
export interface CreateSecret extends GivenValue, GivenOwner, GivenMetadata, Repeatable, Limited {
  readonly name: string;
  readonly type: SecretType;
  readonly isFile: boolean;
}

/** Changes a secret. What is left out stays. */
export interface UpdateSecret extends GivenValue, GivenMetadata, Repeatable, Expecting {
  readonly id: string;
  readonly name?: string | null | undefined;
}

/** Creates the secret of this name and owner, or changes it. The type and the file flag of an existing secret stay. */
export interface PutSecret extends GivenValue, GivenOwner, GivenMetadata, Repeatable, Expecting, Limited {
  readonly name: string;
  readonly type?: SecretType | null | undefined;
  readonly isFile?: boolean | null | undefined;
}
