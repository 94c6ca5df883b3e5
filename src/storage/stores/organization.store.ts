import type { Organization } from '../../core/organization';
import type { Page, PageRequest } from '../../core/page';
import type { OrganizationRow } from '../entities/organization.entity';
import { keysetPage, mapPage } from '../sql/keyset';
import { changesOf, firstOf, rowsOf, timeOf } from '../sql/query';
import { forUpdate, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const COLUMNS = sql`id, slug, name, created_at, updated_at`;

/** Persistence of organizations. */
export class OrganizationStore {
  /** The organizations with these ids, in no order. */
  async find(on: Reading, ids: readonly string[]): Promise<Organization[]> {
    if (ids.length === 0) return [];
    return (await this.#select(on, sql`WHERE id IN (${list(ids)})`)).map(toOrganization);
  }

  /** @param slug in its canonical lower case. */
  async findBySlug(on: Reading, slug: string): Promise<Organization | undefined> {
    return (await this.#select(on, sql`WHERE slug = ${slug}`)).map(toOrganization)[0];
  }

  /**
   * A page in order of slug.
   *
   * @param ids the organizations to page; undefined for all of the instance.
   */
  async page(
    on: Reading,
    ids: readonly string[] | undefined,
    page: PageRequest,
  ): Promise<Page<Organization>> {
    const rows = await keysetPage<OrganizationRow>(
      on,
      {
        columns: COLUMNS,
        from: sql`organization`,
        where: within(ids),
        order: { column: 'slug', id: 'id', descending: false },
      },
      page,
    );
    return mapPage(rows, toOrganization);
  }

  /** Every organization of the instance, in order of slug. */
  async all(on: Reading): Promise<Organization[]> {
    return (await this.#select(on, sql`ORDER BY slug`)).map(toOrganization);
  }

  /** True when the instance has no organization at all. */
  async isEmpty(on: Reading): Promise<boolean> {
    return (await firstOf(on, sql`SELECT id FROM organization LIMIT 1`)) === undefined;
  }

  /** The organization, locked until the unit ends. */
  async lock(unit: UnitOfWork, id: string): Promise<Organization | undefined> {
    return (await this.#select(unit, sql`WHERE id = ${id}${forUpdate(unit)}`)).map(toOrganization)[0];
  }

  /** @throws Conflict when the slug is taken. */
  async insert(unit: UnitOfWork, organization: Organization): Promise<void> {
    const { id, slug, name, createdAt, updatedAt } = organization;
    await changesOf(
      unit,
      sql`INSERT INTO organization (${COLUMNS}) VALUES (${id}, ${slug}, ${name}, ${createdAt}, ${updatedAt})`,
    );
  }

  /** @throws Conflict when the slug is taken. */
  async update(unit: UnitOfWork, { id, slug, name, updatedAt }: Organization): Promise<void> {
    await changesOf(
      unit,
      sql`UPDATE organization SET slug = ${slug}, name = ${name}, updated_at = ${updatedAt} WHERE id = ${id}`,
    );
  }

  /** Deletes the organization and all that belongs to it; its audit events stay. */
  async delete(unit: UnitOfWork, id: string): Promise<void> {
    // First what restricts (a team with secrets, a role with members): databases cascade in an order of their own.
    await changesOf(unit, sql`DELETE FROM secret WHERE organization_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM membership WHERE organization_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM organization WHERE id = ${id}`);
  }

  #select(on: Reading, rest: Sql): Promise<OrganizationRow[]> {
    return rowsOf<OrganizationRow>(on, sql`SELECT ${COLUMNS} FROM organization ${rest}`);
  }
}

function within(ids: readonly string[] | undefined): Sql {
  return ids === undefined ? sql`1 = 1` : sql`id IN (${list(ids)})`;
}

function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}
