import { createHash } from 'node:crypto';
import type { Consumer, ConsumerApproval } from '../../core/consumer';
import type { UsableSecret } from '../../services/consumption.queries';
import type { Services } from '../../services/services';
import type { Stores } from '../../storage/stores';
import { ChainHeadLoader } from './chain-head-loader';

/** The most secrets of one delivery. */
export const MOST_SECRETS = 500;

const MOST_CONSUMERS = 2000;
const MOST_SELECTIONS = 20;
/** Secrets of all selections together, to bound the memory. */
const MOST_REMEMBERED = 100_000;

/** What a consumer may use now, and the tag that changes when any of it does. */
export interface Selection {
  readonly items: readonly UsableSecret[];
  /** A strong entity tag (RFC 9110 §8.8.3), quoted. */
  readonly etag: string;
}

/** A consumer as it is now. */
export interface ConsumerState {
  readonly consumer: Consumer;
  /** As it was stored when the consumer was read; not verified. Undefined without one, and where none is asked for. */
  readonly approval: ConsumerApproval | undefined;
  /** Of the organization's audit chain, when this was read. */
  sequence: number;
  readonly selections: Map<string, Selection & { readonly until: number }>;
}

/**
 * Consumers and what they may use, remembered as long as nothing has happened. Whatever changes in an organization is an
 * event in its audit chain, written in the same transaction; so one indexed read of the chain's head tells whether what is
 * remembered still holds, and a change holds for the very next request. What depends on the clock is remembered no longer
 * than until the next expiry. What depends on an owner is not remembered: owners belong to other organizations, too.
 */
export class ConsumerStates {
  readonly #stores: Stores;
  readonly #services: Services;
  readonly #heads: ChainHeadLoader;
  readonly #readsApprovals: boolean;
  readonly #states = new Map<string, ConsumerState>();
  #remembered = 0;

  /** @param parts `readsApprovals`: whether states carry the approvals, which a database role may not be allowed to read. */
  constructor(parts: { stores: Stores; services: Services; readsApprovals: boolean }) {
    this.#stores = parts.stores;
    this.#heads = new ChainHeadLoader(parts.stores);
    this.#services = parts.services;
    this.#readsApprovals = parts.readsApprovals;
  }

  /** The consumer as it is now; undefined when there is none. One indexed read when nothing has happened. */
  async read(consumerId: string): Promise<ConsumerState | undefined> {
    const known = this.#states.get(consumerId);
    if (known !== undefined && (await this.#holds(known))) return known;
    this.#states.delete(consumerId);
    const { consumers, consumerApprovals, database } = this.#stores;
    const [found] = await consumers.find(database.reader, [consumerId]);
    if (found === undefined) return undefined;
    // The sequence first: what happens between the two reads moves it and is noticed by the next request.
    const sequence = await this.#heads.sequenceOf(found.organizationId);
    const [consumer] = await consumers.find(database.reader, [consumerId]);
    if (consumer === undefined) return undefined;
    const [approval] = this.#readsApprovals
      ? await consumerApprovals.find(database.reader, [consumerId])
      : [];
    const state: ConsumerState = { consumer, approval, sequence, selections: new Map() };
    if (this.#states.size >= MOST_CONSUMERS) this.#states.clear();
    this.#states.set(consumerId, state);
    return state;
  }

  /**
   * What the consumer may use.
   *
   * @param only folded names; undefined for all.
   * @throws LimitExceeded for more than {@link MOST_SECRETS}.
   */
  async select(state: ConsumerState, only: readonly string[] | undefined, now: Date): Promise<Selection> {
    const key = only === undefined ? '' : JSON.stringify(only);
    const known = state.selections.get(key);
    if (known !== undefined && now.getTime() < known.until) return known;
    const { consumer } = state;
    const items = await this.#services.consumptions.usable(consumer, only, MOST_SECRETS);
    const selection = { items, etag: etagOf(state, items) };
    if (consumer.ownerId === null) {
      if (state.selections.size >= MOST_SELECTIONS) state.selections.clear();
      this.#remembered += items.length;
      if (this.#remembered > MOST_REMEMBERED) {
        this.#states.clear();
        this.#remembered = items.length;
      }
      state.selections.set(key, { ...selection, until: nextExpiry(consumer, items) });
    }
    return selection;
  }

  /** Forgets a consumer, when what is remembered has turned out not to be there any more. */
  forget(consumerId: string): void {
    this.#states.delete(consumerId);
  }

  async #holds(state: ConsumerState): Promise<boolean> {
    const { consumptions, database } = this.#stores;
    const { organizationId } = state.consumer;
    const sequence = await this.#heads.sequenceOf(organizationId);
    if (sequence === state.sequence) return true;
    // A chain that is shorter than it was belongs to a database that was restored.
    if (sequence < state.sequence) return false;
    if (await consumptions.hasChangedSince(database.reader, organizationId, state.sequence)) return false;
    state.sequence = Math.max(state.sequence, sequence);
    return true;
  }
}

function etagOf({ consumer }: ConsumerState, items: readonly UsableSecret[]): string {
  const hash = createHash('sha256').update(`${consumer.id} ${consumer.publicKey ?? ''}\n`);
  for (const { secret } of items) {
    hash.update(`${secret.id} ${secret.version} ${secret.updatedAt.getTime()}\n`);
  }
  return `"${hash.digest('base64url')}"`;
}

function nextExpiry(consumer: Consumer, items: readonly UsableSecret[]): number {
  const times = [consumer, ...items.map(({ secret }) => secret)].map(
    ({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(...times);
}
