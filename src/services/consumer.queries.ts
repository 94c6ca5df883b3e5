import type { Consumer } from '../core/consumer';
import { consumerScopeOf, isWithinConsumerScope } from '../core/consumer-scope';
import type { Page, PageRequest, SortKey } from '../core/page';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Secret } from '../core/secret';
import type { Stores } from '../storage/stores';
import type { ConsumptionQueries, UsableSecret } from './consumption.queries';

export type { UsableSecret };

/** Reads consumers and what they may use. */
export class ConsumerQueries {
  readonly #stores: Stores;
  readonly #consumptions: ConsumptionQueries;

  constructor(parts: { stores: Stores; consumptions: ConsumptionQueries }) {
    this.#stores = parts.stores;
    this.#consumptions = parts.consumptions;
  }

  /** The consumers with these ids that the permits show, in no particular order. */
  async find(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Consumer[]> {
    const found = await this.#stores.consumers.find(this.#stores.database.reader, ids);
    return found.filter(shownBy(permits));
  }

  /** When each consumer was approved, by consumer id. Only the dispenser can verify that the approval is still valid. */
  async approvalTimes(consumers: readonly Consumer[]): Promise<ReadonlyMap<string, Date>> {
    const { consumerApprovals, database } = this.#stores;
    const ids = consumers.map(({ id }) => id);
    const found = await consumerApprovals.find(database.reader, ids);
    return new Map(found.map(({ consumerId, approvedAt }) => [consumerId, approvedAt]));
  }

  /** One page of consumers for each organization, by organization id; in the order of names. */
  async pages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Consumer>>> {
    return this.#stores.consumers.page(this.#stores.database.reader, permits.map(consumerScopeOf), page);
  }

  /** How many consumers each organization has, by organization id. */
  async counts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.consumers.count(this.#stores.database.reader, permits.map(consumerScopeOf));
  }

  /**
   * The consumers that may use each secret now and that the permits show, by secret id; in the order of names.
   *
   * @param onDecisions called with the number of decisions before they are made; may throw.
   */
  async usableBy(
    permits: readonly Permit[],
    secrets: readonly Secret[],
    onDecisions: (count: number) => void,
  ): Promise<ReadonlyMap<string, readonly UsableSecret[]>> {
    const isShown = shownBy(permits);
    const all = await this.#consumptions.usableBy(secrets, onDecisions);
    return new Map([...all].map(([id, uses]) => [id, uses.filter(({ consumer }) => isShown(consumer))]));
  }

  /** One page of the secrets that a consumer may use now and that the caller can reach, in the order of names. */
  async usablePage(permit: Permit, consumer: Consumer, page: PageRequest): Promise<Page<UsableSecret>> {
    return this.#consumptions.usablePage(consumer, permit.require(Permission.VIEW_SECRETS), page);
  }

  /** How many secrets {@link usablePage} has in all. */
  async usableCount(permit: Permit, consumer: Consumer): Promise<number> {
    return this.#consumptions.usableCount(consumer, permit.require(Permission.VIEW_SECRETS));
  }
}

/** Whether one of the permits shows a consumer. */
function shownBy(permits: readonly Permit[]): (consumer: Consumer) => boolean {
  const scopes = new Map(permits.map((permit) => [permit.organizationId, consumerScopeOf(permit)]));
  return (consumer) => {
    const scope = scopes.get(consumer.organizationId);
    return scope !== undefined && isWithinConsumerScope(scope, consumer);
  };
}

/** One page of rows that are all in memory, in the order of their keys. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => SortKey,
  { size, backward, after, before }: PageRequest,
): Page<Row> {
  const between = rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((a, b) => compared(a.key, b.key))
    .filter(({ key }) => (!after || compared(key, after) > 0) && (!before || compared(key, before) < 0))
    .map(({ row }) => row);
  const hasMore = between.length > size;
  return backward
    ? { rows: between.slice(-size), hasPreviousPage: hasMore, hasNextPage: before !== undefined }
    : { rows: between.slice(0, size), hasNextPage: hasMore, hasPreviousPage: after !== undefined };
}

function compared(a: SortKey, b: SortKey): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
