import { Unavailable } from '../core/errors';
import { foldCase } from '../core/name';
import type { UsableSecret } from '../services/consumption.queries';
import type { KnownConsumer } from './consumer.authenticator';
import { ConsumerRefused } from './consumer.refusal';
import type { ConsumerStates, Selection } from './consumer.state';
import type { WantedName } from './delivery.request';

/** How often a selection is read again when something of it goes away meanwhile. */
const ATTEMPTS = 3;

/**
 * Has something done with what a consumer may use, as it is now.
 *
 * @param only folded names; undefined for all.
 * @param use gives undefined when a secret of the selection is no longer there as it was read: then it is asked again.
 * @throws ConsumerRefused when the consumer goes away meanwhile; LimitExceeded; Unavailable; what `use` throws.
 */
export async function selecting<Result>(
  states: ConsumerStates,
  known: KnownConsumer,
  only: readonly string[] | undefined,
  use: (known: KnownConsumer, selection: Selection) => Promise<Result | undefined>,
): Promise<Result> {
  let { state } = known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const selection = await states.select(state, only, new Date());
    const result = await use({ ...known, state }, selection);
    if (result !== undefined) return result;
    states.forget(state.consumer.id);
    const again = await states.read(state.consumer.id);
    if (again === undefined) throw new ConsumerRefused('CONSUMER_UNKNOWN', state.consumer.id);
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
