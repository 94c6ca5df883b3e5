import { BadUserInput, type ErrorCode, GatewayError } from '../../core/errors';

const CONSUMER_REASONS = {
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
  TOKEN: ['UNAUTHENTICATED', 'The token is not valid, or no proof of who a workload is.'],
  TOKEN_EXPIRED: ['UNAUTHENTICATED', 'The token has expired, or was issued more than a day ago.'],
  TOKEN_NOT_YET: ['UNAUTHENTICATED', 'The token is not valid yet; check the clocks of both sides.'],
  TOKEN_ISSUER: ['UNAUTHENTICATED', 'The token names another issuer than the consumer.'],
  TOKEN_AUDIENCE: ['UNAUTHENTICATED', 'The token is for another audience than that of the consumer.'],
  TOKEN_CLAIM: ['UNAUTHENTICATED', 'The token says something else than what the consumer pins.'],
  KEY_SWAP: [
    'FORBIDDEN',
    "The public key is not the consumer's, or not the one the token was used with first.",
  ],
  NOT_APPROVED: [
    'FORBIDDEN',
    "The consumer is not approved, or was changed since; the dispenser's operator approves it with `secrets-gateway consumer approve`.",
  ],
  ADDRESS: ['FORBIDDEN', 'The consumer may not ask from this address.'],
  WAY_OUT: ['FORBIDDEN', 'Values do not leave in this way for the consumer; see its ways out.'],
} as const satisfies Record<string, readonly [ErrorCode, string]>;

/** Why a consumer is refused. */
export type ConsumerRefusalReason = keyof typeof CONSUMER_REASONS;

/**
 * A consumer is refused. The message names the rule and nothing that was sent. Ids are not secret, so it reveals
 * little.
 */
export class ConsumerRefused extends GatewayError {
  readonly code: ErrorCode;

  /** @param consumerId the id that was claimed, if there is no such consumer any more. */
  constructor(
    readonly reason: ConsumerRefusalReason,
    readonly consumerId?: string,
  ) {
    const [code, message] = CONSUMER_REASONS[reason];
    super(message);
    this.code = code;
  }
}

const SECRET_REASONS = {
  // The same for a secret that does not exist, that the consumer may not use, or that has expired.
  SECRET_NOT_FOUND: ['not_found', 'There is no such secret that the consumer may use.'],
  SECRET_AMBIGUOUS: ['ambiguous', 'Several secrets that the consumer may use have this name.'],
  WAY_OUT: ['way_out', 'The use policy of the secret does not name this way out.'],
  SEED_KEPT: ['totp', 'The seed of a TOTP secret is not delivered; POST /codes gives its code.'],
  NOT_TOTP: ['type', 'This is no TOTP secret and has no codes.'],
  UNOPENED: ['unopened', 'The secret does not open with the keys of the dispenser.'],
  SEED_UNFIT: ['seed', 'The value of the TOTP secret is no seed.'],
} as const satisfies Record<string, readonly [string, string]>;

/** Why a consumer does not get a secret that it names. This is the reason in the audit event. */
export type SecretRefusalReason = keyof typeof SECRET_REASONS;

/** A secret that a consumer names is refused, and with it the whole request. */
export class SecretRefused extends BadUserInput {
  /**
   * @param path the position of the name in the request, such as `secrets[0]`; the name itself is submitted text.
   * @param secretId null if there is no such secret that the consumer may use.
   */
  constructor(
    readonly reason: SecretRefusalReason,
    path: string,
    readonly secretId: string | null = null,
  ) {
    const [rule, message] = SECRET_REASONS[reason];
    super([{ path, rule, message }]);
  }
}
