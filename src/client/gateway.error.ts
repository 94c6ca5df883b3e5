/** Why a gateway did not do what it was asked. The message is one sentence, which the gateway may have chosen. */
export class GatewayFailure extends Error {
  override readonly name = 'GatewayFailure';

  /**
   * @param code the code of the gateway's error (docs/errors.md), or one of the client's own: `UNREACHABLE` without an
   * answer, `UNTRUSTED` for a certificate that is not trusted, `MALFORMED` for an answer that is not one of a gateway,
   * `LOGIN` for a login that is missing, has ended or was refused.
   * @param retryAfterMs how long the gateway asks to wait before another attempt.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }

  /** True if the same request may succeed later. */
  get isTransient(): boolean {
    return ['UNREACHABLE', 'UNAVAILABLE', 'RATE_LIMITED'].includes(this.code);
  }
}
