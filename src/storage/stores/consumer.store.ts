import type { Consumer } from '../../core/consumer';
import type { ConsumerScope } from '../../core/consumer-scope';
import type { Page, PageRequest } from '../../core/page';
import { WAYS_OUT } from '../../core/way-out';
import { CONSUMER, CONSUMER_SECRET } from '../entities/consumer.entity';
import { keysetPages } from '../sql/keyset';
import { projection, selectAll } from '../sql/projection';
import { changesOf, countsOf } from '../sql/query';
import { anyOf, forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import { insertInto, type RowOf, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const ROWS = projection(CONSUMER, { except: ['nameFolded'] });
const NAMED = projection(CONSUMER_SECRET);

/** The statements of consumers. */
export class ConsumerStore {
  /** The consumers with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Consumer[]> {
    return ids.length === 0 ? [] : this.#select(on, sql`id IN (${list(ids)})`);
  }

  /** Every consumer of these organizations, by name. */
  async ofOrganizations(on: Reading, organizationIds: readonly string[]): Promise<Consumer[]> {
    if (organizationIds.length === 0) return [];
    return this.#select(on, sql`organization_id IN (${list(organizationIds)}) ORDER BY name_folded, id`);
  }

  /** A page of each scope's consumers, by organization id; in the order of names. */
  async page(
    on: Reading,
    scopes: readonly ConsumerScope[],
    page: PageRequest,
  ): Promise<Map<string, Page<Consumer>>> {
    const organizationIds = scopes.map(({ organizationId }) => organizationId);
    const consumers = {
      what: ROWS,
      from: sql`consumer`,
      where: withinConsumerScopes(scopes),
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    const pages = await keysetPages(on, consumers, 'organization_id', organizationIds, page);
    const named = await this.#namedBy(
      on,
      [...pages.values()].flatMap(({ rows }) => rows.map(({ id }) => id)),
    );
    return new Map(
      [...pages].map(([id, each]) => [
        id,
        { ...each, rows: each.rows.map((row) => toConsumer(row, named.get(row.id) ?? [])) },
      ]),
    );
  }

  /** How many consumers each scope has, by organization id. */
  count(on: Reading, scopes: readonly ConsumerScope[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM consumer WHERE ${withinConsumerScopes(scopes)} GROUP BY organization_id`,
      scopes.map(({ organizationId }) => organizationId),
    );
  }

  /** How many consumers an organization has, whoever may see them. */
  async countAll(on: Reading, organizationId: string): Promise<number> {
    const scope = { organizationId, ownerId: null, ofOrganization: true, ofEverybody: true };
    return (await this.count(on, [scope])).get(organizationId) ?? 0;
  }

  /** The consumer, locked until the unit ends. */
  async lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Consumer | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return (await this.#select(unit, where))[0];
  }

  /** @throws Conflict when the name is taken, or a secret it names is gone. */
  async insert(unit: UnitOfWork, consumer: Consumer, nameFolded: string): Promise<void> {
    await changesOf(unit, insertInto(CONSUMER, toRow(consumer, nameFolded)));
    await this.#setNamed(unit, consumer);
  }

  /** Writes what can change. @throws Conflict as {@link insert}. */
  async update(unit: UnitOfWork, consumer: Consumer, nameFolded: string): Promise<void> {
    const { id, organizationId } = consumer;
    const changes = updateOf(CONSUMER, toRow(consumer, nameFolded));
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
    await changesOf(unit, sql`DELETE FROM consumer_secret WHERE consumer_id = ${id}`);
    await this.#setNamed(unit, consumer);
  }

  /** Deletes the consumer. Its next request is refused. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(unit, sql`DELETE FROM consumer WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  async #setNamed(unit: UnitOfWork, { id, uses }: Consumer): Promise<void> {
    if (uses.secretIds.length === 0) return;
    const rows = uses.secretIds.map((secretId) => sql`(${id}, ${secretId})`);
    await changesOf(
      unit,
      sql`INSERT INTO consumer_secret (consumer_id, secret_id) VALUES ${joined(rows, ', ')}`,
    );
  }

  async #select(on: Reading, where: Sql): Promise<Consumer[]> {
    const rows = await selectAll(on, ROWS, sql`FROM consumer WHERE ${where}`);
    const named = await this.#namedBy(
      on,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => toConsumer(row, named.get(row.id) ?? []));
  }

  async #namedBy(on: Reading, ids: readonly string[]): Promise<Map<string, string[]>> {
    const named = new Map<string, string[]>();
    if (ids.length === 0) return named;
    const rows = await selectAll(
      on,
      NAMED,
      sql`FROM consumer_secret JOIN secret ON secret.id = consumer_secret.secret_id WHERE consumer_id IN (${list(ids)}) AND secret.deleted_at IS NULL ORDER BY consumer_id, secret_id`,
    );
    for (const row of rows) {
      const group = named.get(row.consumerId);
      if (group === undefined) named.set(row.consumerId, [row.secretId]);
      else group.push(row.secretId);
    }
    return named;
  }
}

/** The predicate of {@link ConsumerScope} over the columns of `consumer`. Without a scope it is false for every row. */
function withinConsumerScopes(scopes: readonly ConsumerScope[]): Sql {
  return anyOf(scopes.map(withinConsumerScope));
}

function withinConsumerScope({ organizationId, ownerId, ofOrganization, ofEverybody }: ConsumerScope): Sql {
  if (ofEverybody) return sql`organization_id = ${organizationId}`;
  const owners: Sql[] = [];
  if (ofOrganization) owners.push(sql`owner_id IS NULL`);
  if (ownerId !== null) owners.push(sql`owner_id = ${ownerId}`);
  return sql`(organization_id = ${organizationId} AND ${anyOf(owners)})`;
}

type ConsumerRow = RowOf<typeof CONSUMER>;

function toRow({ identity, uses, ...consumer }: Consumer, nameFolded: string): ConsumerRow {
  const { issuer = null, audience = null, claims = null } = identity ?? {};
  const { namePrefix, teamId, repositoryId } = uses;
  return { ...consumer, nameFolded, issuer, audience, claims, namePrefix, teamId, repositoryId };
}

/** @param secretIds what `consumer_secret` holds for the consumer. */
function toConsumer(row: Omit<ConsumerRow, 'nameFolded'>, secretIds: readonly string[]): Consumer {
  const { issuer, audience, claims, namePrefix, teamId, repositoryId, waysOut, ...consumer } = row;
  const isKnown = issuer !== null && audience !== null && claims !== null;
  return {
    ...consumer,
    identity: isKnown ? { issuer, audience, claims } : null,
    uses: { secretIds, namePrefix, teamId, repositoryId },
    // Registered before consumers had ways out.
    waysOut: waysOut ?? WAYS_OUT,
  };
}
