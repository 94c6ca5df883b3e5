/**
 * Why values cannot be delivered, in one line for the operator. The message may name secrets and never holds a value.
 */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';

  /** @param exitCode of a command that fails because of it. */
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
