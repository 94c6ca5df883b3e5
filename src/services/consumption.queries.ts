import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Consumer, OwnerGrant } from '../core/consumer';
import { type ConsumptionReason, consumption } from '../core/consumption';
import { LimitExceeded } from '../core/errors';
import { foldCase } from '../core/name';
import { requireTime } from '../core/operation-time';
import type { Page, PageRequest } from '../core/page';
import { effectivePermissions, Permission } from '../core/permission';
import type { Repository } from '../core/repository';
import { type Secret, SecretVisibility } from '../core/secret';
import type { WayOut } from '../core/way-out';
import { pageOf } from '../storage/sql/keyset';
import type { Stores } from '../storage/stores';
import type { CandidatePosition } from '../storage/stores/consumption.store';
import type { SecretScope } from '../storage/stores/secret-scope';

/** A secret that a consumer may use now, why, and how. */
export interface UsableSecret {
  readonly organizationId: string;
  readonly consumer: Consumer;
  readonly secret: Secret;
  readonly reasons: readonly ConsumptionReason[];
  /** At least one. */
  readonly waysOut: readonly WayOut[];
}

/** The part of `ConsumptionFacts` that does not depend on the secret. */
interface ConsumerFacts {
  readonly repository: Repository | undefined;
  readonly owner: OwnerGrant | undefined;
}

interface Walk {
  readonly after?: CandidatePosition | undefined;
  readonly before?: CandidatePosition | undefined;
  readonly backward?: boolean;
  readonly only?: readonly string[] | undefined;
  readonly scope?: SecretScope;
}

const BATCH_SIZE = 200;
/** Decisions in one turn of the event loop: some milliseconds. */
const DECISIONS_OF_TURN = 2_000;

/**
 * Applies the rule of consumption to facts read now, for the answers of the gateway and the deliveries of the dispenser.
 */
export class ConsumptionQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /**
   * Everything that the consumer may use now, in the order of folded names.
   *
   * @param only folded names to look for; undefined for all.
   * @throws LimitExceeded if there are more than `limit`.
   */
  async usable(
    consumer: Consumer,
    only: readonly string[] | undefined,
    limit: number,
  ): Promise<readonly UsableSecret[]> {
    const found: UsableSecret[] = [];
    for await (const each of this.#walk(consumer, { only })) {
      if (found.length === limit) {
        throw new LimitExceeded(`The consumer may use more than ${limit} secrets; name some of them.`);
      }
      found.push(each);
    }
    return found;
  }

  /** One page of what the consumer may use now, of the secrets within the scope. */
  async usablePage(consumer: Consumer, scope: SecretScope, page: PageRequest): Promise<Page<UsableSecret>> {
    const { backward } = page;
    const positionOf = (key: PageRequest['after']) => key && { folded: key.value, id: key.id };
    const walk = { backward, after: positionOf(page.after), before: positionOf(page.before), scope };
    const found: UsableSecret[] = [];
    for await (const each of this.#walk(consumer, walk)) {
      found.push(each);
      if (found.length > page.size) break;
    }
    return pageOf(found, page);
  }

  /** How many secrets {@link usablePage} has in all. */
  async usableCount(consumer: Consumer, scope: SecretScope): Promise<number> {
    const facts = (await this.#factsOf([consumer])).get(consumer.id)!;
    const { consumptions, database } = this.#stores;
    return consumptions.count(database.reader, consumer, { ...facts, at: new Date() }, scope);
  }

  /**
   * The consumers that may use each secret now, by secret id; in the order of their names. A constant number of
   * statements. Others have their turns between the decisions.
   *
   * @param onDecisions called with the number of decisions before they are made; may throw.
   */
  async usableBy(
    secrets: readonly Secret[],
    onDecisions: (count: number) => void,
  ): Promise<ReadonlyMap<string, readonly UsableSecret[]>> {
    const on = this.#stores.database.reader;
    const organizationIds = [...new Set(secrets.map(({ organizationId }) => organizationId))];
    const consumers = await this.#stores.consumers.ofOrganizations(on, organizationIds);
    onDecisions(secrets.length * consumers.length);
    const [facts, selected] = await Promise.all([this.#factsOf(consumers), this.#selectionsOf(secrets)]);
    const at = new Date();
    const usable = new Map<string, readonly UsableSecret[]>();
    let decisions = 0;
    for (const secret of secrets) {
      const { organizationId } = secret;
      const selectedRepositoryIds = selected.get(secret.id) ?? [];
      const users = consumers.flatMap((consumer) => {
        const decision = consumption(consumer, secret, {
          ...facts.get(consumer.id)!,
          selectedRepositoryIds,
          at,
        });
        if (!decision.allowed) return [];
        const { reasons, waysOut } = decision;
        return [{ organizationId, consumer, secret, reasons, waysOut }];
      });
      usable.set(secret.id, users);
      decisions += consumers.length;
      if (decisions < DECISIONS_OF_TURN) continue;
      decisions = 0;
      await nextTurn();
      requireTime();
    }
    return usable;
  }

  async *#walk(consumer: Consumer, { only, scope, ...walk }: Walk): AsyncGenerator<UsableSecret> {
    const on = this.#stores.database.reader;
    const facts = (await this.#factsOf([consumer])).get(consumer.id)!;
    const { organizationId } = consumer;
    const backward = walk.backward ?? false;
    let { after, before } = walk;
    for (;;) {
      const batch = await this.#stores.consumptions.candidates(
        on,
        consumer,
        { ...facts, at: new Date() },
        { after, before, backward, limit: BATCH_SIZE, only, scope },
      );
      const selected = facts.repository ? await this.#selectionsOf(batch) : new Map<string, number[]>();
      const at = new Date();
      for (const secret of batch) {
        const selectedRepositoryIds = selected.get(secret.id) ?? [];
        const decision = consumption(consumer, secret, { ...facts, selectedRepositoryIds, at });
        if (!decision.allowed) continue;
        const { reasons, waysOut } = decision;
        yield { organizationId, consumer, secret, reasons, waysOut };
      }
      const last = batch.at(-1);
      if (batch.length < BATCH_SIZE || last === undefined) return;
      const position = { folded: foldCase(last.name), id: last.id };
      if (backward) before = position;
      else after = position;
    }
  }

  async #factsOf(consumers: readonly Consumer[]): Promise<ReadonlyMap<string, ConsumerFacts>> {
    const on = this.#stores.database.reader;
    const repositoryIds = [...new Set(consumers.flatMap(({ uses }) => uses.repositoryId ?? []))];
    const found = await this.#stores.repositories.find(on, repositoryIds);
    const repositories = new Map(found.map((repository) => [repository.id, repository]));
    const owners = await this.#ownersOf(consumers);
    return new Map(
      consumers.map(({ id, organizationId, ownerId, uses }) => [
        id,
        {
          repository: repositories.get(uses.repositoryId ?? ''),
          owner: ownerId === null ? undefined : owners.get(`${organizationId} ${ownerId}`),
        },
      ]),
    );
  }

  /** What each owner may do now, by organization id, a space and principal id. */
  async #ownersOf(consumers: readonly Consumer[]): Promise<ReadonlyMap<string, OwnerGrant>> {
    const ownerIds = [...new Set(consumers.flatMap(({ ownerId }) => ownerId ?? []))];
    const owners = new Map<string, OwnerGrant>();
    for (const principalId of ownerIds) {
      const grants = await this.#stores.memberships.grants(this.#stores.database.reader, principalId);
      for (const grant of grants) {
        const permissions = effectivePermissions(grant.permissions);
        const everyTeam = permissions.has(Permission.MANAGE_ORG_SECRETS);
        const reach = { principalId, teamIds: grant.teamIds, everyTeam };
        owners.set(`${grant.organizationId} ${principalId}`, { permissions, reach });
      }
    }
    return owners;
  }

  async #selectionsOf(secrets: readonly Secret[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const ids = secrets
      .filter(({ visibility }) => visibility === SecretVisibility.SELECTED)
      .map(({ id }) => id);
    return this.#stores.secretRepositories.numbersOf(this.#stores.database.reader, ids);
  }
}
