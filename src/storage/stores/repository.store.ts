import type { Page, PageRequest } from '../../core/page';
import type { Repository } from '../../core/repository';
import { REPOSITORY } from '../entities/repository.entity';
import { keysetPage, keysetPages } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countsOf, firstOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const REPOSITORIES = projection(REPOSITORY, { except: ['nameFolded'] });
const ORDER = { column: 'repository.name_folded', id: 'repository.id', descending: false } as const;
const SELECTED = sql`secret_repository JOIN repository ON repository.database_id = secret_repository.repository_database_id`;

/** The statements of repositories. All methods throw Unavailable and StorageFault. */
export class RepositoryStore {
  /** The repositories with these ids, of any organization, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Repository[]> {
    if (ids.length === 0) return [];
    return selectAll(on, REPOSITORIES, sql`FROM repository WHERE id IN (${list(ids)})`);
  }

  /** The repositories of an organization with these numbers. */
  async findByNumbers(
    on: Reading,
    organizationId: string,
    databaseIds: readonly number[],
  ): Promise<Repository[]> {
    const numbers = databaseIds.filter(isStorableNumber);
    if (numbers.length === 0) return [];
    return selectAll(
      on,
      REPOSITORIES,
      sql`FROM repository WHERE organization_id = ${organizationId} AND database_id IN (${list(numbers)})`,
    );
  }

  /** The repository with this number, of any organization. */
  async byNumber(on: Reading, databaseId: number): Promise<Repository | undefined> {
    if (!isStorableNumber(databaseId)) return undefined;
    return selectFirst(on, REPOSITORIES, sql`FROM repository WHERE database_id = ${databaseId}`);
  }

  /** The repositories of an organization with these folded names. At most 10,000 names. */
  async findByNames(on: Reading, organizationId: string, folded: readonly string[]): Promise<Repository[]> {
    if (folded.length === 0) return [];
    return selectAll(
      on,
      REPOSITORIES,
      sql`FROM repository WHERE organization_id = ${organizationId} AND name_folded IN (${list(folded)})`,
    );
  }

  /** The repository with this folded name. */
  async findByName(on: Reading, organizationId: string, folded: string): Promise<Repository | undefined> {
    return selectFirst(
      on,
      REPOSITORIES,
      sql`FROM repository WHERE organization_id = ${organizationId} AND name_folded = ${folded}`,
    );
  }

  /** One page of each organization's repositories, by name. @throws BadUserInput rule `cursor`. */
  page(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<Repository>>> {
    const where = sql`organization_id IN (${list(organizationIds)})`;
    const repositories = { what: REPOSITORIES, from: sql`repository`, where, order: ORDER };
    return keysetPages(on, repositories, 'organization_id', organizationIds, page);
  }

  /** How many repositories each organization has. */
  count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM repository WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** The repository, locked against other writers until the unit ends. */
  async lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Repository | undefined> {
    return selectFirst(
      unit,
      REPOSITORIES,
      sql`FROM repository WHERE organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`,
    );
  }

  /** @returns the number that the database chose for the repository. @throws Conflict at `input.name`. */
  async insert(
    unit: UnitOfWork,
    repository: Omit<Repository, 'databaseId'>,
    nameFolded: string,
  ): Promise<number> {
    const row = await firstOf<{ database_id: number }>(
      unit,
      sql`${insertInto(REPOSITORY, { ...repository, nameFolded })} RETURNING database_id`,
    );
    if (row === undefined) throw new TypeError('an inserted row gives its number');
    return row.database_id;
  }

  /** Writes name and privacy. @throws Conflict at `input.name`. */
  async update(unit: UnitOfWork, repository: Repository, nameFolded: string): Promise<void> {
    const { id, organizationId } = repository;
    const changes = updateOf(REPOSITORY, { ...repository, nameFolded });
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** Deletes a repository and removes it from the selection of every secret. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(
      unit,
      sql`DELETE FROM repository WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** One page of the repositories selected for a secret, by name. @throws BadUserInput rule `cursor`. */
  selectedFor(on: Reading, secretId: string, page: PageRequest): Promise<Page<Repository>> {
    const where = sql`secret_id = ${secretId}`;
    return keysetPage(on, { what: REPOSITORIES, from: SELECTED, where, order: ORDER }, page);
  }

  /** The same by offset. */
  async selectedForOffset(
    on: Reading,
    secretId: string,
    offset: number,
    limit: number,
  ): Promise<Repository[]> {
    return selectAll(
      on,
      REPOSITORIES,
      sql`FROM ${SELECTED} WHERE secret_id = ${secretId} ORDER BY repository.name_folded, repository.id LIMIT ${limit} OFFSET ${offset}`,
    );
  }

  /** How many repositories are selected for each secret. */
  countSelectedFor(on: Reading, secretIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT secret_id AS key, COUNT(*) AS count FROM secret_repository WHERE secret_id IN (${list(secretIds)}) GROUP BY secret_id`,
      secretIds,
    );
  }
}

/** PostgreSQL refuses to compare an integer column with a larger number. No repository has such a number. */
function isStorableNumber(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number < 2 ** 31;
}
