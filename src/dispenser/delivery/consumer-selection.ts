import { Unavailable } from '../../core/errors';
import { foldCase } from '../../core/name';
import { isSameRecipient } from '../../crypto/approval.format';
import type { UsableSecret } from '../../services/consumption.queries';
import type { ConsumerAdmission } from '../consumer/consumer-admission';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import type { ConsumerStates, Selection } from '../consumer/consumer-state';
import type { WantedName } from './delivery-request';

/** How often a selection is read again when something of it goes away meanwhile. */
const ATTEMPTS = 3;

/** Where what a consumer may use is read, and whether it is still there to use it. */
export interface SelectionParts {
  readonly states: ConsumerStates;
  readonly admission: ConsumerAdmission;
}

/**
 * Has something done with what a consumer may use, as it is now.
 *
 * @param address where the request came from.
 * @param only folded names; undefined for all.
 * @param use gives undefined when a secret of the selection is no longer there as it was read: then it is asked again.
 * @throws ConsumerRefused when the consumer goes away meanwhile; LimitExceeded; Unavailable; what `use` throws.
 */
export async function withSelection<Result>(
  { states, admission }: SelectionParts,
  known: AuthenticatedConsumer,
  address: string,
  only: readonly string[] | undefined,
  use: (known: AuthenticatedConsumer, selection: Selection) => Promise<Result | undefined>,
): Promise<Result> {
  let { state } = known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const selection = await states.select(state, only, new Date());
    const result = await use({ ...known, state }, selection);
    if (result !== undefined) return result;
    states.forget(state.consumer.id);
    const again = await admission.admit(state.consumer.id, address, new Date());
    // What was shown was shown for the consumer as it was: for another key, identity or organization it is worth nothing.
    if (!isSameRecipient(state.consumer, again.consumer)) throw new ConsumerRefused('KEY_CHANGED');
    state = again;
  }
  throw new Unavailable();
}

/** What a consumer may use, by folded name: a team and the organization may each have a secret of one name. */
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
