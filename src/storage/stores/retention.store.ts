import type { Organization } from '../../core/organization';
import { ORGANIZATION } from '../entities/organization.entity';
import { SECRET_VERSION } from '../entities/secret-version.entity';
import { projection, type StoredRow, selectAll } from '../sql/projection';
import { changesOf, countsOf, firstOf, rowsOf } from '../sql/query';
import { list, sql } from '../sql/sql';
import { StoredTime } from '../sql/stored-time';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

/** A version that a newer one has replaced. */
export interface ReplacedVersion {
  readonly id: string;
  readonly organizationId: string;
  readonly secretId: string;
  readonly version: number;
  /** The number of the secret's current version. */
  readonly current: number;
  /** When the next version replaced it. */
  readonly replacedAt: Date;
}

const KEEPING = projection(ORGANIZATION, { only: ['id', 'keepVersions', 'keepDays'] });
const VERSIONS = projection(SECRET_VERSION, { only: ['id', 'organizationId', 'secretId', 'version'] });

/** The statements of the retention of versions. All throw Unavailable and StorageFault. */
export class RetentionStore {
  /** The organizations that do not keep every version. */
  keeping(on: Reading): Promise<Pick<Organization, 'id' | 'keepVersions' | 'keepDays'>[]> {
    return selectAll(
      on,
      KEEPING,
      sql`FROM organization WHERE keep_versions IS NOT NULL OR keep_days IS NOT NULL ORDER BY id`,
    );
  }

  /** The id of the secret that is `count` secrets after this one, or of the last one; undefined at the end. */
  async stepAfter(on: Reading, secretId: string, count: number): Promise<string | undefined> {
    const row = await firstOf<{ last: string | null }>(
      on,
      sql`SELECT MAX(id) AS last FROM (SELECT id FROM secret WHERE id > ${secretId} ORDER BY id LIMIT ${count}) AS step`,
    );
    return row?.last ?? undefined;
  }

  /**
   * The replaced versions of a range of secrets, in organizations that do not keep every version. The numbers of a secret's
   * versions have no gaps: only the oldest are ever removed.
   *
   * @param after secrets with greater ids, up to and including `last`.
   */
  async replaced(on: Reading, after: string, last: string): Promise<ReplacedVersion[]> {
    const rows = await rowsOf<StoredRow & { readonly replaced_at: string; readonly current_version: number }>(
      on,
      sql`SELECT ${VERSIONS.columns()}, next.created_at AS replaced_at, secret.version AS current_version
        FROM secret
        JOIN organization ON organization.id = secret.organization_id
        JOIN secret_version ON secret_version.secret_id = secret.id
        JOIN secret_version next ON next.secret_id = secret.id AND next.version = secret_version.version + 1
        WHERE secret.id > ${after} AND secret.id <= ${last} AND secret.version > 1
        AND (organization.keep_versions IS NOT NULL OR organization.keep_days IS NOT NULL)`,
    );
    return rows.map((row) => ({
      ...VERSIONS.read(row),
      replacedAt: new StoredTime(row.replaced_at),
      current: row.current_version,
    }));
  }

  /** Deletes versions, unless one has become current. @returns how many. */
  shred(unit: UnitOfWork, organizationId: string, ids: readonly string[]): Promise<number> {
    return changesOf(
      unit,
      sql`DELETE FROM secret_version WHERE organization_id = ${organizationId} AND id IN (${list(ids)}) AND version < (SELECT version FROM secret WHERE secret.id = secret_version.secret_id)`,
    );
  }

  /** How many versions each secret has, by secret id. */
  counts(on: Reading, secretIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT secret_id AS key, COUNT(*) AS count FROM secret_version WHERE secret_id IN (${list(secretIds)}) GROUP BY secret_id`,
      secretIds,
    );
  }
}
