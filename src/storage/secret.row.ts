import type { Secret, SecretAccess, SecretType, SecretVisibility } from '../core/secret';
import { storedUsePolicy } from '../core/use-policy';
import { flagOf, type StoredFlag, timeOf } from './query';
import { sql } from './sql';

/** A row of `secret` as both drivers give it. */
export interface SecretRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly type: SecretType;
  readonly note: string | null;
  readonly is_sensitive: StoredFlag;
  readonly is_file: StoredFlag;
  readonly access: SecretAccess;
  readonly team_id: string | null;
  readonly owner_id: string | null;
  readonly visibility: SecretVisibility;
  readonly version: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly updated_by: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  /** JSON; null for most secrets, whose rows then cost no parsing. */
  readonly use_policy: string | null;
}

/** The columns of {@link SecretRow}. */
export const SECRET_COLUMNS = sql`id, organization_id, name, type, note, is_sensitive, is_file, access, team_id, owner_id, visibility, version, created_at, created_by, updated_at, updated_by, expires_at, last_used_at, use_policy`;

/** The secret of a row. One literal, so that every secret has the same shape for the engine. */
export function secretOf(row: SecretRow): Secret {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    type: row.type,
    note: row.note,
    isSensitive: flagOf(row.is_sensitive),
    isFile: flagOf(row.is_file),
    access: row.access,
    teamId: row.team_id,
    ownerId: row.owner_id,
    visibility: row.visibility,
    version: row.version,
    createdAt: timeOf(row.created_at),
    createdBy: row.created_by,
    updatedAt: timeOf(row.updated_at),
    updatedBy: row.updated_by,
    expiresAt: timeOf(row.expires_at),
    lastUsedAt: timeOf(row.last_used_at),
    usePolicy: row.use_policy === null ? null : storedUsePolicy(row.use_policy),
  };
}
