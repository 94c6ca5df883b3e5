/** Why values cannot be delivered: one line for the person at the machine. May name secrets, never holds a value. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}
