import type { Page, PageRequest } from '../../core/page';
import type { Repository } from '../../core/repository';
import { keysetPage, keysetPages, mapPage, mapPages } from '../sql/keyset';
import { changesOf, firstOf, flagOf, rowsOf, type StoredCount, type StoredFlag, timeOf } from '../sql/query';
import { forUpdate, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

interface RepositoryRow {
  readonly id: string;
  readonly organization_id: string;
  readonly database_id: number;
  readonly name: string;
  readonly is_private: StoredFlag;
  readonly created_at: string;
  readonly updated_at: string;
}

const COLUMNS = sql`repository.id, repository.organization_id, repository.database_id, repository.name, repository.is_private, repository.created_at, repository.updated_at`;
const ORDER = { column: 'repository.name_folded', id: 'repository.id', descending: false } as const;
const SELECTED = sql`secret_repository JOIN repository ON repository.database_id = secret_repository.repository_database_id`;

/** The repositories that secrets can be made visible to. All methods throw Unavailable and StorageFault. */
export class RepositoryStore {
  /** The repositories of these ids, of whatever organization, in no particular order. */
  async find(on: Reading, ids: readonly string[]): Promise<Repository[]> {
    if (ids.length === 0) return [];
    return all(on, sql`SELECT ${COLUMNS} FROM repository WHERE id IN (${list(ids)})`);
  }

  /** Those of an organization's repositories that have these numbers. */
  async findByNumbers(
    on: Reading,
    organizationId: string,
    databaseIds: readonly number[],
  ): Promise<Repository[]> {
    const numbers = databaseIds.filter(isStorableNumber);
    if (numbers.length === 0) return [];
    return all(
      on,
      sql`SELECT ${COLUMNS} FROM repository WHERE organization_id = ${organizationId} AND database_id IN (${list(numbers)})`,
    );
  }

  /** The repository of this number, of whatever organization. */
  async byNumber(on: Reading, databaseId: number): Promise<Repository | undefined> {
    if (!isStorableNumber(databaseId)) return undefined;
    return one(on, sql`SELECT ${COLUMNS} FROM repository WHERE database_id = ${databaseId}`);
  }

  /** The repository of this folded name. */
  async findByName(on: Reading, organizationId: string, folded: string): Promise<Repository | undefined> {
    return one(
      on,
      sql`SELECT ${COLUMNS} FROM repository WHERE organization_id = ${organizationId} AND name_folded = ${folded}`,
    );
  }

  /** One page of each organization's repositories, by name. @throws BadUserInput rule `cursor`. */
  async page(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<Repository>>> {
    const where = sql`organization_id IN (${list(organizationIds)})`;
    const rows = await keysetPages<RepositoryRow>(
      on,
      { columns: COLUMNS, from: sql`repository`, where, order: ORDER },
      'organization_id',
      organizationIds,
      page,
    );
    return mapPages(rows, repositoryOf);
  }

  /** How many repositories each organization has. */
  async count(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return counts(
      on,
      organizationIds,
      sql`SELECT organization_id AS counted, COUNT(*) AS count FROM repository WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
    );
  }

  /** The repository, held against other writers until the unit ends. */
  async lock(unit: UnitOfWork, organizationId: string, id: string): Promise<Repository | undefined> {
    return one(
      unit,
      sql`SELECT ${COLUMNS} FROM repository WHERE organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`,
    );
  }

  /** Stores a repository and gives the number that the database chose for it. @throws Conflict at `input.name`. */
  async insert(
    unit: UnitOfWork,
    repository: Omit<Repository, 'databaseId'>,
    nameFolded: string,
  ): Promise<number> {
    const r = repository;
    const row = await firstOf<{ database_id: number }>(
      unit,
      sql`INSERT INTO repository (id, organization_id, name, name_folded, is_private, created_at, updated_at) VALUES (${r.id}, ${r.organizationId}, ${r.name}, ${nameFolded}, ${r.isPrivate}, ${r.createdAt}, ${r.updatedAt}) RETURNING database_id`,
    );
    if (row === undefined) throw new TypeError('an inserted row gives its number');
    return row.database_id;
  }

  /** Writes name and privacy. @throws Conflict at `input.name`. */
  async update(unit: UnitOfWork, repository: Repository, nameFolded: string): Promise<void> {
    const r = repository;
    await changesOf(
      unit,
      sql`UPDATE repository SET name = ${r.name}, name_folded = ${nameFolded}, is_private = ${r.isPrivate}, updated_at = ${r.updatedAt} WHERE organization_id = ${r.organizationId} AND id = ${r.id}`,
    );
  }

  /** Deletes a repository and takes it out of every secret's selection. */
  async delete(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    await changesOf(
      unit,
      sql`DELETE FROM repository WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** One page of the repositories that a secret is for, by name. @throws BadUserInput rule `cursor`. */
  async selectedFor(on: Reading, secretId: string, page: PageRequest): Promise<Page<Repository>> {
    const rows = await keysetPage<RepositoryRow>(
      on,
      { columns: COLUMNS, from: SELECTED, where: sql`secret_id = ${secretId}`, order: ORDER },
      page,
    );
    return mapPage(rows, repositoryOf);
  }

  /** The same by offset. */
  async selectedForOffset(
    on: Reading,
    secretId: string,
    offset: number,
    limit: number,
  ): Promise<Repository[]> {
    return all(
      on,
      sql`SELECT ${COLUMNS} FROM ${SELECTED} WHERE secret_id = ${secretId} ORDER BY repository.name_folded, repository.id LIMIT ${limit} OFFSET ${offset}`,
    );
  }

  /** How many repositories each secret is for. */
  async countSelectedFor(on: Reading, secretIds: readonly string[]): Promise<Map<string, number>> {
    return counts(
      on,
      secretIds,
      sql`SELECT secret_id AS counted, COUNT(*) AS count FROM secret_repository WHERE secret_id IN (${list(secretIds)}) GROUP BY secret_id`,
    );
  }
}

/** PostgreSQL refuses to compare its integers with a larger number; no repository has one. */
function isStorableNumber(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number < 2 ** 31;
}

async function all(on: Reading, statement: Sql): Promise<Repository[]> {
  return (await rowsOf<RepositoryRow>(on, statement)).map(repositoryOf);
}

async function one(on: Reading, statement: Sql): Promise<Repository | undefined> {
  const row = await firstOf<RepositoryRow>(on, statement);
  return row && repositoryOf(row);
}

async function counts(on: Reading, keys: readonly string[], statement: Sql): Promise<Map<string, number>> {
  const found = new Map(keys.map((key) => [key, 0]));
  if (found.size === 0) return found;
  const rows = await rowsOf<{ counted: string; count: StoredCount }>(on, statement);
  for (const row of rows) found.set(row.counted, Number(row.count));
  return found;
}

function repositoryOf(row: RepositoryRow): Repository {
  return {
    id: row.id,
    organizationId: row.organization_id,
    databaseId: row.database_id,
    name: row.name,
    isPrivate: flagOf(row.is_private),
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}
