import { changesOf, rowsOf } from '../sql/query';
import { joined, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/**
 * Which repositories a secret of SELECTED visibility is for. A repository of another organization than the secret's is
 * never linked, whatever a caller asks for: the statement joins both on their organization.
 */
export abstract class SecretSelection {
  /** Makes these the only selected repositories. Numbers of no repository of the organization are passed over. */
  async setRepositories(unit: UnitOfWork, secretId: string, databaseIds: readonly number[]): Promise<void> {
    await changesOf(unit, sql`DELETE FROM secret_repository WHERE secret_id = ${secretId}`);
    if (databaseIds.length > 0) await changesOf(unit, linking(secretId, databaseIds));
  }

  /** Selects one repository more; false when it was selected before or is none of the organization. */
  async addRepository(unit: UnitOfWork, secretId: string, databaseId: number): Promise<boolean> {
    return (await changesOf(unit, linking(secretId, [databaseId]))) > 0;
  }

  /** Selects one repository less; false when it was not selected. */
  async removeRepository(unit: UnitOfWork, secretId: string, databaseId: number): Promise<boolean> {
    const removed = await changesOf(
      unit,
      sql`DELETE FROM secret_repository WHERE secret_id = ${secretId} AND repository_database_id = ${databaseId}`,
    );
    return removed > 0;
  }

  /** The numbers of the selected repositories of each secret, ascending; an empty list for a secret without any. */
  async repositoriesOf(on: Reading, secretIds: readonly string[]): Promise<Map<string, number[]>> {
    const selected = new Map<string, number[]>(secretIds.map((id) => [id, []]));
    if (selected.size === 0) return selected;
    const rows = await rowsOf<{ secret_id: string; repository_database_id: number }>(
      on,
      sql`SELECT secret_id, repository_database_id FROM secret_repository WHERE secret_id IN (${list(secretIds)}) ORDER BY secret_id, repository_database_id`,
    );
    for (const row of rows) selected.get(row.secret_id)?.push(row.repository_database_id);
    return selected;
  }
}

function linking(secretId: string, databaseIds: readonly number[]): Sql {
  const source = [
    sql`SELECT secret.id, repository.database_id FROM secret`,
    sql`JOIN repository ON repository.organization_id = secret.organization_id`,
    sql`WHERE secret.id = ${secretId} AND repository.database_id IN (${list(databaseIds)})`,
  ];
  return sql`INSERT INTO secret_repository (secret_id, repository_database_id) ${joined(source, ' ')} ON CONFLICT DO NOTHING`;
}
