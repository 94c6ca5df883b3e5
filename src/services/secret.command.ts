import type { Plaintext } from '../core/plaintext';
import type { SecretAccess, SecretType } from '../core/secret';
import type { SecretFilter } from '../storage/stores/secret-filter';
import type { GivenMetadata } from './secret-metadata';

/** A value as it comes in: in the clear, or sealed by the client to a public key of ours (base64 libsodium sealed box). */
export interface GivenValue {
  readonly value?: Plaintext | null | undefined;
  readonly sealedValue?: { readonly keyId: string; readonly encryptedValue: string } | null | undefined;
}

/** Whose secret it is. */
export interface GivenOwner {
  readonly access: SecretAccess;
  readonly teamId?: string | null | undefined;
}

/** The optimistic lock: what the caller last saw. */
export interface Expecting {
  /** The version, which counts values. */
  readonly expectedVersion?: number | null | undefined;
  /** The time of the last change of any kind. */
  readonly expectedUpdatedAt?: Date | null | undefined;
}

/** A client's own key for one attempt, 16 to 128 characters: the same key and body are carried out once. */
export interface Repeatable {
  readonly idempotencyKey?: string | null | undefined;
}

/** A face's own limit: a secret is created only while there are fewer than `max` secrets that the filter leaves. */
export interface Limited {
  readonly quota?: { readonly max: number; readonly among: SecretFilter } | undefined;
}

/** Creates a secret. */
export interface CreateSecret extends GivenValue, GivenOwner, GivenMetadata, Repeatable, Limited {
  readonly name: string;
  readonly type: SecretType;
  readonly isFile: boolean;
}

/** Changes a secret; what is left out stays. */
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
