import { type DialectRule, representationIn } from '../core/dialect';
import { NotFound } from '../core/errors';
import { type IdPrefix, prefixOf } from '../core/id';
import type { Secret } from '../core/secret';
import type { Call } from './route';

/**
 * An id that a client has sent. Text that is not an id of this kind gets the same answer as an unknown id.
 *
 * @throws NotFound
 */
export function requireReference(text: unknown, prefix: IdPrefix): string {
  if (typeof text !== 'string' || prefixOf(text) !== prefix) throw new NotFound();
  return text;
}

/**
 * The secret with this id, if the caller may see it and the dialect shows it.
 *
 * @throws NotFound
 */
export async function secretById(
  { permit, services }: Call,
  id: unknown,
  rule: DialectRule,
): Promise<Secret> {
  const [secret] = await services.secretQueries.find([permit], [requireReference(id, 'secret')]);
  return requireShown(secret, rule);
}

/**
 * The organization's secret with this name, in any case, if the dialect shows it.
 *
 * @throws NotFound
 */
export async function secretByName(
  { permit, services }: Call,
  name: unknown,
  rule: DialectRule,
): Promise<Secret> {
  return requireShown(await services.secretQueries.findByName(permit, String(name)), rule);
}

function requireShown(secret: Secret | undefined, rule: DialectRule): Secret {
  if (secret === undefined || !representationIn(rule, secret).representable) throw new NotFound();
  return secret;
}
