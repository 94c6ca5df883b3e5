import type { Config } from '../config/config';
import { RateLimits } from '../services/rate-limits';
import type { Stores } from '../storage/stores';
import { rateStoreOf } from '../storage/stores/shared-rates';

/**
 * The limits that a process counts requests with, as configured; undefined if rates are not limited.
 *
 * @param process whose callers are counted. Processes of the same kind on one PostgreSQL count together, and those of
 * different kinds do not: what a workload uses at the dispenser leaves its points at the gateway alone.
 */
export function ratesOf(
  { rateLimit, ratePoints: points, rateSeconds: seconds, rateFailurePoints: failurePoints }: Config,
  { database }: Stores,
  process: 'gateway' | 'dispenser',
): RateLimits | undefined {
  if (!rateLimit) return undefined;
  const store = rateStoreOf(database.reader, { points, seconds });
  return new RateLimits({ store, failurePoints, keyPrefix: process === 'gateway' ? '' : `${process} ` });
}
