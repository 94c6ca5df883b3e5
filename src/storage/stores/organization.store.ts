import type { Organization } from '../../core/organization';
import type { Page, PageRequest } from '../../core/page';
import { ORGANIZATION } from '../entities/organization.entity';
import { keysetPage } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, firstOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const ORGANIZATIONS = projection(ORGANIZATION);

/** The statements of organizations. */
export class OrganizationStore {
  /** The organizations with these ids, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Organization[]> {
    if (ids.length === 0) return [];
    return selectAll(on, ORGANIZATIONS, sql`FROM organization WHERE id IN (${list(ids)})`);
  }

  /** @param slug in its canonical lower case. */
  findBySlug(on: Reading, slug: string): Promise<Organization | undefined> {
    return selectFirst(on, ORGANIZATIONS, sql`FROM organization WHERE slug = ${slug}`);
  }

  /**
   * A page by slug.
   *
   * @param ids which organizations to list; undefined for all of the instance.
   */
  page(on: Reading, ids: readonly string[] | undefined, page: PageRequest): Promise<Page<Organization>> {
    const where = ids === undefined ? sql`1 = 1` : sql`id IN (${list(ids)})`;
    const order = { column: 'slug', id: 'id', descending: false };
    return keysetPage(on, { what: ORGANIZATIONS, from: sql`organization`, where, order }, page);
  }

  /** Every organization of the instance, by slug. */
  all(on: Reading): Promise<Organization[]> {
    return selectAll(on, ORGANIZATIONS, sql`FROM organization ORDER BY slug`);
  }

  /** Whether the instance has no organization. */
  async isEmpty(on: Reading): Promise<boolean> {
    return (await firstOf(on, sql`SELECT id FROM organization LIMIT 1`)) === undefined;
  }

  /** Whether the instance has organizations besides this one. */
  async hasOthers(on: Reading, id: string): Promise<boolean> {
    return (await firstOf(on, sql`SELECT id FROM organization WHERE id <> ${id} LIMIT 1`)) !== undefined;
  }

  /** The organization, locked until the unit ends. */
  lock(unit: UnitOfWork, id: string): Promise<Organization | undefined> {
    return selectFirst(unit, ORGANIZATIONS, sql`FROM organization WHERE id = ${id}${forUpdate(unit)}`);
  }

  /** @throws Conflict when the slug is taken. */
  async insert(unit: UnitOfWork, organization: Organization): Promise<void> {
    await changesOf(unit, insertInto(ORGANIZATION, organization));
  }

  /** @throws Conflict when the slug is taken. */
  async update(unit: UnitOfWork, organization: Organization): Promise<void> {
    await changesOf(unit, sql`${updateOf(ORGANIZATION, organization)} WHERE id = ${organization.id}`);
  }

  /** Deletes the organization and everything that belongs to it. Its audit events stay. */
  async delete(unit: UnitOfWork, id: string): Promise<void> {
    // Teams with secrets and roles with members restrict a deletion, and databases cascade in an order of their own.
    await changesOf(unit, sql`DELETE FROM secret WHERE organization_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM membership WHERE organization_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM organization WHERE id = ${id}`);
  }
}
