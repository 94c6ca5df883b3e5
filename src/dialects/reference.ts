import { NotFound } from '../core/errors';
import { type IdPrefix, prefixOf } from '../core/id';

/**
 * An id that a client of a dialect names something by. What is no id of the noun names nothing, so that it reads like an
 * id that is not there.
 *
 * @throws NotFound
 */
export function requireReference(text: unknown, prefix: IdPrefix): string {
  if (typeof text !== 'string' || prefixOf(text) !== prefix) throw new NotFound();
  return text;
}
