import { SECRET_REPOSITORY } from '../entities/secret.entity';
import { projection, selectAll } from '../sql/projection';
import { changesOf } from '../sql/query';
import { joined, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const SELECTIONS = projection(SECRET_REPOSITORY);

/**
 * The repositories that a secret of SELECTED visibility is for. A repository of another organization is never selected,
 * whatever a caller asks for: the statement joins secret and repository on their organization.
 */
export class SecretRepositoryStore {
  /**
   * Replaces the selection. Numbers that belong to no repository of the organization are ignored.
   *
   * @returns whether the selection is another one now.
   */
  async set(unit: UnitOfWork, secretId: string, databaseIds: readonly number[]): Promise<boolean> {
    const all = sql`DELETE FROM secret_repository WHERE secret_id = ${secretId}`;
    if (databaseIds.length === 0) return (await changesOf(unit, all)) > 0;
    const removed = await changesOf(
      unit,
      sql`${all} AND repository_database_id NOT IN (${list(databaseIds)})`,
    );
    const added = await changesOf(unit, selecting(secretId, databaseIds));
    return removed + added > 0;
  }

  /** Adds one repository. @returns false when it was selected already or is not in the organization. */
  async add(unit: UnitOfWork, secretId: string, databaseId: number): Promise<boolean> {
    return (await changesOf(unit, selecting(secretId, [databaseId]))) > 0;
  }

  /** Removes one repository. @returns false when it was not selected. */
  async remove(unit: UnitOfWork, secretId: string, databaseId: number): Promise<boolean> {
    const removed = await changesOf(
      unit,
      sql`DELETE FROM secret_repository WHERE secret_id = ${secretId} AND repository_database_id = ${databaseId}`,
    );
    return removed > 0;
  }

  /** The numbers of the repositories selected for each secret, ascending. */
  async numbersOf(on: Reading, secretIds: readonly string[]): Promise<Map<string, number[]>> {
    const selected = new Map<string, number[]>(secretIds.map((id) => [id, []]));
    if (selected.size === 0) return selected;
    const rows = await selectAll(
      on,
      SELECTIONS,
      sql`FROM secret_repository WHERE secret_id IN (${list(secretIds)}) ORDER BY secret_id, repository_database_id`,
    );
    for (const row of rows) selected.get(row.secretId)?.push(row.repositoryDatabaseId);
    return selected;
  }
}

function selecting(secretId: string, databaseIds: readonly number[]): Sql {
  const source = [
    sql`SELECT secret.id, repository.database_id FROM secret`,
    sql`JOIN repository ON repository.organization_id = secret.organization_id`,
    sql`WHERE secret.id = ${secretId} AND repository.database_id IN (${list(databaseIds)})`,
  ];
  return sql`INSERT INTO secret_repository (secret_id, repository_database_id) ${joined(source, ' ')} ON CONFLICT DO NOTHING`;
}
