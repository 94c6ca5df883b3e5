import { Unavailable } from '../../core/errors';
import { foldCase } from '../../core/name';
import { isSameRecipient } from '../../crypto/approval.format';
import type { UsableSecret } from '../../services/consumption.queries';
import type { ConsumerAdmission } from '../consumer/consumer-admission';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import type { ConsumerStates, Selection } from '../consumer/consumer-state';
import type { WantedName } from './delivery-request';

/**
 * How many times a selection is read if a secret in it disappears meanwhile. There is no pause: the next read sees the
 * change.
 */
const MAX_ATTEMPTS = 3;

/** What {@link withSelection} works with. */
export interface SelectionParts {
  readonly states: ConsumerStates;
  readonly admission: ConsumerAdmission;
}

/**
 * Calls `use` with the secrets that a consumer may use now.
 *
 * @param address the address that the request came from.
 * @param only folded names; undefined for all.
 * @param use returns undefined if a secret in the selection has changed since it was read: then it is called again with
 * a new selection, up to 3 times in all.
 * @throws ConsumerRefused if the consumer is refused meanwhile; LimitExceeded; Unavailable; what `use` throws.
 */
export async function withSelection<Result>(
  { states, admission }: SelectionParts,
  known: AuthenticatedConsumer,
  address: string,
  only: readonly string[] | undefined,
  use: (known: AuthenticatedConsumer, selection: Selection) => Promise<Result | undefined>,
): Promise<Result> {
  let { state } = known;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const selection = await states.select(state, only, new Date());
    const result = await use({ ...known, state }, selection);
    if (result !== undefined) return result;
    states.forget(state.consumer.id);
    const again = await admission.admit(state.consumer.id, address, new Date());
    // The credentials were checked for the consumer as it was: they do not count for another key, identity or
    // organization.
    if (!isSameRecipient(state.consumer, again.consumer)) throw new ConsumerRefused('KEY_CHANGED');
    state = again;
  }
  throw new Unavailable();
}

/** Finds the secrets of a name; there may be several, since a team and the organization can use the same name. */
export function byName(items: readonly UsableSecret[]): (wanted: WantedName) => readonly UsableSecret[] {
  const found = new Map<string, UsableSecret[]>();
  for (const item of items) {
    const folded = foldCase(item.secret.name);
    const namesakes = found.get(folded);
    if (namesakes === undefined) found.set(folded, [item]);
    else namesakes.push(item);
  }
  return ({ folded = '' }) => found.get(folded) ?? [];
}
