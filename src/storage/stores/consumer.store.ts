import type { Consumer } from '../../core/consumer';
import type { Page, PageRequest } from '../../core/page';
import type { ConsumerRow } from '../entities/consumer.entity';
import type { ConsumerSecretRow } from '../entities/consumer-secret.entity';
import { keysetPages } from '../sql/keyset';
import { changesOf, countsOf, rowsOf } from '../sql/query';
import { forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { CONSUMER_COLUMNS, toConsumer } from './consumer.row';

/** Persistence of consumers. */
export class ConsumerStore {
  /** The consumers with these ids, in no order. */
  async find(on: Reading, ids: readonly string[]): Promise<Consumer[]> {
    return ids.length === 0 ? [] : this.#select(on, sql`id IN (${list(ids)})`);
  }

  /** Every consumer of these organizations, by name. */
  async ofOrganizations(on: Reading, organizationIds: readonly string[]): Promise<Consumer[]> {
    if (organizationIds.length === 0) return [];
    return this.#select(on, sql`organization_id IN (${list(organizationIds)}) ORDER BY name_folded, id`);
  }

  /** A page for each organization, by name. */
  async page(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<Consumer>>> {
    const consumers = {
      columns: CONSUMER_COLUMNS,
      from: sql`consumer`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    const pages = await keysetPages<ConsumerRow>(on, consumers, 'organization_id', organizationIds, page);
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

  /** How many consumers each organization has. */
  count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM consumer WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** The consumer, locked until the unit ends. */
  async lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Consumer | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return (await this.#select(unit, where))[0];
  }

  /** @throws Conflict when the name is taken, or a secret it names is gone. */
  async insert(unit: UnitOfWork, consumer: Consumer, nameFolded: string): Promise<void> {
    const c = consumer;
    const { identity, uses } = c;
    await changesOf(
      unit,
      sql`INSERT INTO consumer (id, organization_id, name, name_folded, owner_id, public_key, issuer, audience, claims, name_prefix, team_id, repository_id, address_ranges, created_at, created_by, updated_at, expires_at) VALUES (${c.id}, ${c.organizationId}, ${c.name}, ${nameFolded}, ${c.ownerId}, ${c.publicKey}, ${identity?.issuer ?? null}, ${identity?.audience ?? null}, ${claimsOf(c)}, ${uses.namePrefix}, ${uses.teamId}, ${uses.repositoryId}, ${JSON.stringify(c.addressRanges)}, ${c.createdAt}, ${c.createdBy}, ${c.updatedAt}, ${c.expiresAt})`,
    );
    await this.#setNamed(unit, c);
  }

  /** Writes what can change: all but organization, owner and creation. @throws Conflict as {@link insert}. */
  async update(unit: UnitOfWork, consumer: Consumer, nameFolded: string): Promise<void> {
    const c = consumer;
    const { identity, uses } = c;
    await changesOf(
      unit,
      sql`UPDATE consumer SET name = ${c.name}, name_folded = ${nameFolded}, public_key = ${c.publicKey}, issuer = ${identity?.issuer ?? null}, audience = ${identity?.audience ?? null}, claims = ${claimsOf(c)}, name_prefix = ${uses.namePrefix}, team_id = ${uses.teamId}, repository_id = ${uses.repositoryId}, address_ranges = ${JSON.stringify(c.addressRanges)}, updated_at = ${c.updatedAt}, expires_at = ${c.expiresAt} WHERE organization_id = ${c.organizationId} AND id = ${c.id}`,
    );
    await changesOf(unit, sql`DELETE FROM consumer_secret WHERE consumer_id = ${c.id}`);
    await this.#setNamed(unit, c);
  }

  /** Deletes the consumer; from the next request on it gets nothing. */
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
    const rows = await rowsOf<ConsumerRow>(on, sql`SELECT ${CONSUMER_COLUMNS} FROM consumer WHERE ${where}`);
    const named = await this.#namedBy(
      on,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => toConsumer(row, named.get(row.id) ?? []));
  }

  async #namedBy(on: Reading, ids: readonly string[]): Promise<Map<string, string[]>> {
    const named = new Map<string, string[]>();
    if (ids.length === 0) return named;
    const rows = await rowsOf<ConsumerSecretRow>(
      on,
      sql`SELECT consumer_id, secret_id FROM consumer_secret WHERE consumer_id IN (${list(ids)}) ORDER BY consumer_id, secret_id`,
    );
    for (const row of rows) {
      const group = named.get(row.consumer_id);
      if (group === undefined) named.set(row.consumer_id, [row.secret_id]);
      else group.push(row.secret_id);
    }
    return named;
  }
}

function claimsOf({ identity }: Consumer): string | null {
  return identity === null ? null : JSON.stringify(identity.claims);
}
