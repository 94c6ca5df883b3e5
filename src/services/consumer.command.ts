import type { WorkloadIdentity } from '../core/consumer';
import type { WayOut } from '../core/way-out';

/** Which secrets a consumer is meant for. What is left out adds none. */
export interface GivenUses {
  readonly secretIds?: readonly string[] | null | undefined;
  readonly namePrefix?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly repositoryId?: string | null | undefined;
}

/** Registers a consumer. It needs a public key, an identity or both. */
export interface CreateConsumer {
  readonly name: string;
  /** Whether the consumer belongs to the caller. The caller's personal secrets go to such consumers only. */
  readonly isPersonal: boolean;
  readonly publicKey?: string | null | undefined;
  readonly identity?: WorkloadIdentity | null | undefined;
  readonly uses?: GivenUses | null | undefined;
  readonly addressRanges?: readonly string[] | null | undefined;
  /** All ways when left out. */
  readonly waysOut?: readonly WayOut[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}

/** Changes a consumer. What is left out stays; null removes an identity, ranges or an expiry. */
export interface UpdateConsumer {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly identity?: WorkloadIdentity | null | undefined;
  /** Replaces all former uses. */
  readonly uses?: GivenUses | null | undefined;
  readonly addressRanges?: readonly string[] | null | undefined;
  readonly waysOut?: readonly WayOut[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
}
