import { BadUserInput } from '../../core/errors';

const REASONS = {
  // The same for what is not there, what the consumer may not use, and what has expired.
  SECRET_NOT_FOUND: ['not_found', 'There is no such secret that the consumer may use.'],
  SECRET_AMBIGUOUS: ['ambiguous', 'Several secrets that the consumer may use have this name.'],
  SEED_KEPT: ['totp', 'The seed of a TOTP secret is not delivered; POST /codes gives its code.'],
  NOT_TOTP: ['type', 'This is no TOTP secret and has no codes.'],
  SEED_UNFIT: ['seed', 'The value of the TOTP secret is no seed.'],
} as const satisfies Record<string, readonly [string, string]>;

/** Why a consumer does not get what it names; the reason in the audit event. */
export type SecretRefusalReason = keyof typeof REASONS;

/** A secret that a consumer asks for by name is not given, and nothing else of the request is. */
export class SecretRefused extends BadUserInput {
  /**
   * @param path where the name stands in the request, such as `secrets[0]`; the name itself is submitted text.
   * @param secretId null when there is none that the consumer may use.
   */
  constructor(
    readonly reason: SecretRefusalReason,
    path: string,
    readonly secretId: string | null = null,
  ) {
    const [rule, message] = REASONS[reason];
    super([{ path, rule, message }]);
  }
}
