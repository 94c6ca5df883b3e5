import { BadUserInput } from './errors';
import { requireFuture } from './expiry';

/** A credential without its text, of which only a digest is stored. */
export interface Token {
  readonly id: string;
  readonly organizationId: string;
  /** The principal that it authenticates. */
  readonly principalId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /**
   * The principals who issued it, other than its own: the issuer, and the makers of the token that the issuer used. It can
   * do only what all of them may do now.
   */
  readonly makers: readonly string[];
  /**
   * The token that it was made with. It ends when that one ends. Null if it was made without a token: by the operator, or
   * with a JSON Web Token.
   */
  readonly parentId: string | null;
  /** No later than the end of the credential that it was made with. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** How many tokens may lie above a token, each made with the one before. Every request looks all of them up. */
export const MAX_ANCESTORS = 16;

const DAY_MS = 86_400_000;

/** What tokens may be made with, and for how long. Set by the operator, whose own tokens have no limit. */
export interface TokenRules {
  /** The longest life of a token in days; 0 for no limit. */
  readonly maxDays: number;
  /** Whether a caller who has logged in with a JSON Web Token may make tokens. */
  readonly fromLogin: boolean;
}

/** The expiry that a caller asks for. */
export interface AskedExpiry {
  /** Null or undefined for as long as possible. */
  readonly expiresAt: Date | null | undefined;
  /** The input field, which errors name. */
  readonly path: string;
}

/**
 * The expiry of a new token: no later than the end of the credential that it is made with, and within the longest life.
 *
 * @param end when that credential ends; null for never.
 * @param maxDays the longest life in days; 0 for no limit.
 * @returns what was asked for, or else the latest time that is allowed; null for a token that does not expire.
 * @throws BadUserInput rule `future`, `credential` (after the end of the credential) or `life` (beyond the longest life).
 */
export function tokenExpiry(
  { expiresAt, path }: AskedExpiry,
  now: Date,
  end: Date | null,
  maxDays: number,
): Date | null {
  const lifeEnd = maxDays === 0 ? null : new Date(now.getTime() + maxDays * DAY_MS);
  if (expiresAt == null) return earlier(end, lifeEnd);
  requireFuture(expiresAt, now, 'A token expires in the future, before the year 10000.', path);
  if (isAfter(expiresAt, end)) {
    throw BadUserInput.at(
      path,
      'credential',
      'A token ends no later than the credential that it is made with.',
    );
  }
  if (isAfter(expiresAt, lifeEnd)) {
    throw BadUserInput.at(path, 'life', `A token lasts ${maxDays} days at most.`);
  }
  return expiresAt;
}

function isAfter(time: Date, end: Date | null): boolean {
  return end !== null && time.getTime() > end.getTime();
}

/** The earlier of two ends; null for never. */
export function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return isAfter(one, other) ? other : one;
}
