import { BadUserInput } from './errors';

/** Times are stored as text and compared as text. That is the order of time as long as years have four digits. */
const END_OF_TIME = Date.UTC(10_000, 0);

/** Whether the subject has expired at `at`. A subject without an expiry never does. */
export function hasExpired(subject: { readonly expiresAt: Date | null }, at: Date): boolean {
  return subject.expiresAt !== null && subject.expiresAt.getTime() <= at.getTime();
}

/**
 * Checks the expiry that a caller sets.
 *
 * @param expiresAt null or undefined for no expiry.
 * @param message the sentence of the error.
 * @param path the input field, which the error names.
 * @throws BadUserInput rule `future` for a time that is not after `now`, is an invalid date, or lies after
 * the year 9999.
 */
export function requireFuture(
  expiresAt: Date | null | undefined,
  now: Date,
  message: string,
  path = 'expiresAt',
): void {
  if (expiresAt == null) return;
  if (expiresAt.getTime() > now.getTime() && expiresAt.getTime() < END_OF_TIME) return;
  throw BadUserInput.at(path, 'future', message);
}
