import type { Violation } from '../core/errors';

/** Why secrets cannot be had: one sentence, which may name secrets and never holds a value. */
export class ConsumerError extends Error {
  override readonly name = 'ConsumerError';

  /**
   * @param code that of the dispenser's answer; `UNREACHABLE` when there was none, `MALFORMED` when it does not open.
   * @param violations what of the request the dispenser refuses, with the code `BAD_USER_INPUT`.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly violations: readonly Pick<Violation, 'path' | 'rule'>[] = [],
  ) {
    super(message);
  }

  /** True for what trying again later may mend. */
  get isTransient(): boolean {
    return ['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR'].includes(this.code);
  }
}

/** The dispenser tells the rule and the place; which name stood there only its sender knows. */
const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  not_found: (name) => `there is no secret ${name} that the consumer may use`,
  ambiguous: (name) => `${name} is the name of several secrets that the consumer may use`,
  totp: (name) =>
    `${name} is a TOTP secret, whose seed is never given out; "secrets-gateway consumer code" gives its code`,
  type: (name) => `${name} is no TOTP secret and has no codes`,
  seed: (name) => `the value of ${name} is no seed of one-time codes`,
};

/**
 * The error for a request that names secrets: one that says which name the dispenser refuses.
 *
 * @param names as they stood in the request, in the field.
 * @returns a ConsumerError code `NOT_DELIVERED`; any other error as it is.
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
