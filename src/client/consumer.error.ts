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
