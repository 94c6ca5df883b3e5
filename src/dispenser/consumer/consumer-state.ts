import { createHash } from 'node:crypto';
import type { Consumer, ConsumerApproval } from '../../core/consumer';
import { WayOut } from '../../core/way-out';
import type { UsableSecret } from '../../services/consumption.queries';
import type { Services } from '../../services/services';
import type { Stores } from '../../storage/stores';
import { ChainHeadLoader } from './chain-head-loader';

/** The most secrets in one delivery. */
export const MAX_SECRETS = 500;

const MAX_CONSUMERS = 2000;
const MAX_SELECTIONS = 20;
/** Cached secrets in all selections together, to bound the memory. */
const MAX_CACHED_SECRETS = 100_000;

/** The secrets that a consumer may use now, and the tag that changes whenever one that is delivered does. */
export interface Selection {
  readonly items: readonly UsableSecret[];
  /** The entity tag of a delivery of these secrets (strong, RFC 9110 §8.8.3), quoted. */
  readonly etag: string;
}

/** A consumer, with what is cached for it. */
export interface ConsumerState {
  readonly consumer: Consumer;
  /** The stored approval, not verified; undefined if there is none, or approvals are not read. */
  readonly approval: ConsumerApproval | undefined;
  /** Number of the newest event in the organization's audit chain when this was read. */
  sequence: number;
  readonly selections: Map<string, Selection & { readonly until: number }>;
}

/**
 * Caches consumers and the secrets that they may use until something changes. Every change in an organization is an
 * event in its audit chain, written in the same transaction. One indexed read of the chain's head therefore tells
 * whether the cache is still valid, and a change takes effect for the very next request. A selection is cached until
 * the next expiry at most. The selection of a consumer with an owner is not cached: owners belong to other
 * organizations, too.
 */
export class ConsumerStates {
  readonly #stores: Stores;
  readonly #services: Services;
  readonly #heads: ChainHeadLoader;
  readonly #readsApprovals: boolean;
  readonly #states = new Map<string, ConsumerState>();
  #cachedSecrets = 0;

  /** @param parts `readsApprovals`: whether to read approvals, which the database role may not be allowed to. */
  constructor(parts: { stores: Stores; services: Services; readsApprovals: boolean }) {
    this.#stores = parts.stores;
    this.#heads = new ChainHeadLoader(parts.stores);
    this.#services = parts.services;
    this.#readsApprovals = parts.readsApprovals;
  }

  /** The consumer as it is now; undefined if there is none. Costs one indexed read if nothing has changed. */
  async read(consumerId: string): Promise<ConsumerState | undefined> {
    const known = this.#states.get(consumerId);
    if (known !== undefined && (await this.#isCurrent(known))) return known;
    this.#states.delete(consumerId);
    const { consumers, consumerApprovals, database } = this.#stores;
    const [found] = await consumers.find(database.reader, [consumerId]);
    if (found === undefined) return undefined;
    // Read before the consumer: a change between the two reads is noticed by the next request.
    const sequence = await this.#heads.sequenceOf(found.organizationId);
    const [consumer] = await consumers.find(database.reader, [consumerId]);
    if (consumer === undefined) return undefined;
    const [approval] = this.#readsApprovals
      ? await consumerApprovals.find(database.reader, [consumerId])
      : [];
    const state: ConsumerState = { consumer, approval, sequence, selections: new Map() };
    if (this.#states.size >= MAX_CONSUMERS) this.#states.clear();
    this.#states.set(consumerId, state);
    return state;
  }

  /**
   * The secrets that the consumer may use.
   *
   * @param only folded names; undefined for all.
   * @throws LimitExceeded for more than {@link MAX_SECRETS}.
   */
  async select(state: ConsumerState, only: readonly string[] | undefined, now: Date): Promise<Selection> {
    const key = only === undefined ? '' : JSON.stringify(only);
    const known = state.selections.get(key);
    if (known !== undefined && now.getTime() < known.until) return known;
    const { consumer } = state;
    const items = await this.#services.consumptions.usable(consumer, only, MAX_SECRETS);
    const selection = { items, etag: etagOf(state, items) };
    if (consumer.ownerId === null) {
      if (state.selections.size >= MAX_SELECTIONS) state.selections.clear();
      this.#cachedSecrets += items.length;
      if (this.#cachedSecrets > MAX_CACHED_SECRETS) {
        this.#states.clear();
        this.#cachedSecrets = items.length;
      }
      state.selections.set(key, { ...selection, until: nextExpiry(consumer, items) });
    }
    return selection;
  }

  /** Drops what is cached for a consumer. */
  forget(consumerId: string): void {
    this.#states.delete(consumerId);
  }

  async #isCurrent(state: ConsumerState): Promise<boolean> {
    const { consumptions, database } = this.#stores;
    const { organizationId } = state.consumer;
    const sequence = await this.#heads.sequenceOf(organizationId);
    if (sequence === state.sequence) return true;
    // A chain that is shorter than before belongs to a restored database.
    if (sequence < state.sequence) return false;
    if (await consumptions.hasChangedSince(database.reader, organizationId, state.sequence)) return false;
    state.sequence = Math.max(state.sequence, sequence);
    return true;
  }
}

function etagOf({ consumer }: ConsumerState, items: readonly UsableSecret[]): string {
  const hash = createHash('sha256').update(`${consumer.id} ${consumer.publicKey ?? ''}\n`);
  for (const { secret, waysOut } of items) {
    // What is not delivered does not change a delivery.
    if (!waysOut.includes(WayOut.DELIVER)) continue;
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
