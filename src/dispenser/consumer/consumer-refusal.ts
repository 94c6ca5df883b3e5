import { type ErrorCode, GatewayError } from '../../core/errors';

const REASONS = {
  CREDENTIAL: ['UNAUTHENTICATED', 'Show who you are: with a proof, or with a token of the workload.'],
  CONSUMER_UNNAMED: ['UNAUTHENTICATED', 'With a token, say whose it is: consumerId is the id of a consumer.'],
  CONSUMER_UNKNOWN: ['UNAUTHENTICATED', 'There is no such consumer; it may have been deleted.'],
  CONSUMER_EXPIRED: ['UNAUTHENTICATED', 'The consumer has expired.'],
  CHALLENGE: ['UNAUTHENTICATED', 'The challenge is not one of ours, or has expired; ask for another one.'],
  KEY_CHANGED: [
    'UNAUTHENTICATED',
    "The challenge is not for the consumer's present key; ask for another one.",
  ],
  PROOF: ['UNAUTHENTICATED', 'The proof is not one of this request, made with the key of the challenge.'],
  REPLAYED: ['UNAUTHENTICATED', 'The proof or token was used before.'],
  NO_KEY: ['UNAUTHENTICATED', 'The consumer has no key of its own; it shows who it is with a token.'],
  NO_IDENTITY: ['UNAUTHENTICATED', 'The consumer takes no tokens; it shows who it is with its key.'],
  TOKEN: ['UNAUTHENTICATED', 'The token is not valid now, or says something else than what is pinned.'],
  KEY_SWAP: [
    'FORBIDDEN',
    "The public key is not the consumer's, or not the one the token was used with first.",
  ],
  NOT_APPROVED: [
    'FORBIDDEN',
    "The consumer is not approved, or was changed since; the dispenser's operator approves it with `secrets-gateway consumer approve`.",
  ],
  ADDRESS: ['FORBIDDEN', 'The consumer may not ask from this address.'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

/** Why a consumer is not served. */
export type ConsumerRefusalReason = keyof typeof REASONS;

/** A consumer is not served: which rule it breaks, and nothing of what it sent. Ids are no secrets, so this tells nobody much. */
export class ConsumerRefused extends GatewayError {
  readonly code: ErrorCode;

  /** @param consumerId whose it claimed to be, when there is no such consumer any more. */
  constructor(
    readonly reason: ConsumerRefusalReason,
    readonly consumerId?: string,
  ) {
    const [code, message] = REASONS[reason];
    super(message);
    this.code = code;
  }
}
