import { bigNumber, number, primary, text } from '../sql/column';
import { table } from '../sql/table';

/**
 * What a principal or an address has used of its window, which ends at `expire` (milliseconds of the epoch). The
 * columns are in the order in which the limiter writes them.
 */
export const RATE_LIMIT = table('rate_limit', {
  key: primary(text(), 'rate_limit_pk'),
  points: number(),
  expire: bigNumber(),
});
