import type { WorkloadIdentity } from '../core/consumer';

/** Which secrets a consumer is meant for; what is left out is none. */
export interface GivenUses {
  readonly secretIds?: readonly string[] | null | undefined;
  readonly namePrefix?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly repositoryId?: string | null | undefined;
}

/** Registers a consumer. It needs a public key, an identity or both. */
export interface CreateConsumer {
  readonly name: string;
  /** True for a consumer of the caller's own, the only kind that the caller's personal secrets reach. */
  readonly isPersonal: boolean;
  readonly publicKey?: string | null | undefined;
  readonly identity?: WorkloadIdentity | null | undefined;
  readonly uses?: GivenUses | null | undefined;
  readonly addressRanges?: readonly string[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/** Changes a consumer; what is left out stays. Null takes identity, ranges or expiry away. */
export interface UpdateConsumer {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly identity?: WorkloadIdentity | null | undefined;
  /** Takes the place of all former uses. */
  readonly uses?: GivenUses | null | undefined;
  readonly addressRanges?: readonly string[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}
