import { BadUserInput } from '../core/errors';

/** Later times are written with more digits, and texts of unequal length are not in the order of time. */
const END_OF_TIME = Date.UTC(10_000, 0);

/**
 * Checks a time of expiry.
 *
 * @param at undefined and null are no expiry.
 * @throws BadUserInput rule `future` at `expiresAt` for a time that is past, is none, or is after the year 9999.
 */
export function requireFuture(at: Date | null | undefined, now: Date, message: string): void {
  if (at == null || (at.getTime() > now.getTime() && at.getTime() < END_OF_TIME)) return;
  throw BadUserInput.at('expiresAt', 'future', message);
}
