import type { Violation } from '../core/errors';

/** Why secrets are not available. The message is one sentence that may name secrets and never holds a value. */
export class ConsumerError extends Error {
  override readonly name = 'ConsumerError';

  /**
   * @param code the code of the dispenser's answer, or one of the client's own: `UNREACHABLE` without an answer,
   * `UNTRUSTED` for a certificate that is not trusted, `CLOCK` for clocks that differ, `MALFORMED` for an answer that does
   * not open.
   * @param violations the parts of the request that the dispenser refuses; only with the code `BAD_USER_INPUT`.
   * @param retryAfterMs how long the dispenser asks to wait before another attempt (`Retry-After`).
   */
  constructor(
    readonly code: string,
    message: string,
    readonly violations: readonly Pick<Violation, 'path' | 'rule'>[] = [],
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }

  /** True if a later attempt may succeed. */
  get isTransient(): boolean {
    return ['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'].includes(this.code);
  }
}

/** Sentences by the rule of a violation. The dispenser reports path and rule only; the client knows the name. */
const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  not_found: (name) => `there is no secret ${name} that the consumer may use`,
  way_out: (name) => `the use policy of ${name} does not let it leave in this way`,
  unopened: (name) => `the secret ${name} does not open with the keys of the dispenser`,
  ambiguous: (name) => `${name} is the name of several secrets that the consumer may use`,
  totp: (name) =>
    `${name} is a TOTP secret, whose seed is never given out; "secrets-gateway consumer code" gives its code`,
  type: (name) => `${name} is no TOTP secret and has no codes`,
  seed: (name) => `the value of ${name} is no seed of one-time codes`,
};

/**
 * Turns the refusal of a request that names secrets into an error that says which name is refused.
 *
 * @param names the names in the field of the request.
 * @returns a ConsumerError code `NOT_DELIVERED`; every other error unchanged.
 */
export function namedRefusal(error: unknown, field: 'only' | 'secrets', names: readonly string[]): unknown {
  if (!(error instanceof ConsumerError) || !Array.isArray(error.violations)) return error;
  for (const { path, rule } of error.violations) {
    const name = names.find((_, index) => path === `${field}[${index}]`);
    if (name === undefined || !Object.hasOwn(SENTENCES, rule)) continue;
    return new ConsumerError('NOT_DELIVERED', SENTENCES[rule]!(`"${name}"`));
  }
  return error;
}
