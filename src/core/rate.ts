import { parseAddress } from './address-range';

/** What is counted of a request. Left out counts as none, or as nobody. */
export interface RateUse {
  /** Who asks, as {@link addressKey} or {@link principalKey} have it: each is counted by itself. */
  readonly keys: readonly string[];
  readonly operations?: number;
  /** Root fields beyond the first of an operation, which the operation itself stands for. */
  readonly rootFields?: number;
  /** Answers with an error that is the caller's own doing: {@link isFailure}. */
  readonly failures?: number;
}

/** Counts what callers ask for. */
export interface RateCounter {
  /** @throws RateLimited when one of the keys has nothing left; all of them are counted nevertheless. */
  consume(use: RateUse): Promise<void>;
}

/** Errors that cost more, because a caller that makes many of them guesses or attacks. */
const FAILURES: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'LIMIT_EXCEEDED',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
/** What an honest client meets: something is not there, was taken or changed since, or it was told to wait. */
const HONEST_STATUSES: ReadonlySet<number> = new Set([404, 409, 429]);

/** Whether an error with this code is the caller's own doing and no part of everyday work. */
export function isFailure(code: string): boolean {
  return FAILURES.has(code);
}

/** The same of an HTTP status. */
export function isFailureStatus(status: number): boolean {
  return status >= 400 && status < 500 && !HONEST_STATUSES.has(status);
}

/** What a principal is counted under. */
export function principalKey(principalId: string): string {
  return `principal:${principalId}`;
}

/**
 * What an address is counted under: an IPv6 address by its first 64 bits, because whoever has one of them has them all
 * (RFC 6177 §2).
 *
 * @param address as `Origin.address` has it.
 */
export function addressKey(address: string): string {
  const parsed = address.includes(':') ? parseAddress(address) : undefined;
  if (parsed === undefined || !('parts' in parsed)) return `address:${parsed ?? address}`;
  const groups = parsed.parts.slice(0, 4).map((group) => group.toString(16));
  return `address:${groups.join(':')}::/64`;
}
