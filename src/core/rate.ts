import { parseAddress } from './address-range';

/** What to count. A number that is left out is zero. */
export interface RateUse {
  /** Keys made by {@link addressKey} or {@link principalKey}. Each is counted by itself. */
  readonly keys: readonly string[];
  readonly operations?: number;
  /** Root fields beyond the first of an operation. */
  readonly rootFields?: number;
  /** Points for work in addition, such as that of reading a large document. */
  readonly work?: number;
  /** Errors caused by the caller: see {@link isFailure}. */
  readonly failures?: number;
}

/** What a key may still use. */
export interface RateState {
  /** Points of a window. */
  readonly points: number;
  /** Points that are left in this window. */
  readonly left: number;
  /** When the key has all points again. */
  readonly end: Date;
}

/** Counts the requests of callers. */
export interface RateCounter {
  /** The state of the key that has the fewest points left. Counts nothing. */
  state(keys: readonly string[]): Promise<RateState>;
  /** Counts for all keys. @throws RateLimited if one of them has no points left. */
  consume(use: RateUse): Promise<void>;
}

/** Errors that cost more, because a caller with many of them is guessing or attacking. */
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
/** Statuses that honest clients get: something does not exist, is taken or has changed, or they should wait. */
const HONEST_STATUSES: ReadonlySet<number> = new Set([404, 409, 429]);

/** Whether an error with this code is caused by the caller and not part of everyday work. */
export function isFailure(code: string): boolean {
  return FAILURES.has(code);
}

/** Whether an HTTP status is caused by the caller and not part of everyday work. */
export function isFailureStatus(status: number): boolean {
  return status >= 400 && status < 500 && !HONEST_STATUSES.has(status);
}

/** The key that a principal is counted by. */
export function principalKey(principalId: string): string {
  return `principal:${principalId}`;
}

/**
 * The key that an address is counted by. For IPv6 it is the first 64 bits, because whoever has one address of such a network
 * has all of them (RFC 6177 §2).
 *
 * @param address as `Origin.address` has it.
 */
export function addressKey(address: string): string {
  const parsed = address.includes(':') ? parseAddress(address) : undefined;
  if (parsed === undefined || !('parts' in parsed)) return `address:${parsed ?? address}`;
  const groups = parsed.parts.slice(0, 4).map((group) => group.toString(16));
  return `address:${groups.join(':')}::/64`;
}
