import type { Secret, SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { storedUsePolicy } from '../../core/use-policy';
import { flagOf, type StoredFlag, timeOf } from '../sql/query';
import { packed, type Sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

/** A row of `secret` as {@link secretColumns} read it. */
export interface SecretRow {
  /** JSON of {@link SecretCells}. */
  readonly packed: string;
}

type SecretCells = readonly [
  id: string,
  organizationId: string,
  name: string,
  type: SecretType,
  note: string | null,
  isSensitive: StoredFlag,
  isFile: StoredFlag,
  access: SecretAccess,
  teamId: string | null,
  ownerId: string | null,
  visibility: SecretVisibility,
  version: number,
  createdAt: string,
  createdBy: string,
  updatedAt: string,
  updatedBy: string,
  expiresAt: string | null,
  lastUsedAt: string | null,
  usePolicy: string | null,
];

const COLUMNS =
  'id, organization_id, name, type, note, is_sensitive, is_file, access, team_id, owner_id, visibility, version, created_at, created_by, updated_at, updated_by, expires_at, last_used_at, use_policy';

/** What to select from `secret` for {@link secretOf}. */
export function secretColumns(on: Pick<Reading, 'kind'>): Sql {
  return packed(on, COLUMNS);
}

/** The secret of a row. One literal, so that every secret has the same shape for the engine. */
export function secretOf(row: SecretRow): Secret {
  const cells = JSON.parse(row.packed) as SecretCells;
  const createdAt = timeOf(cells[12]);
  return {
    id: cells[0],
    organizationId: cells[1],
    name: cells[2],
    type: cells[3],
    note: cells[4],
    isSensitive: flagOf(cells[5]),
    isFile: flagOf(cells[6]),
    access: cells[7],
    teamId: cells[8],
    ownerId: cells[9],
    visibility: cells[10],
    version: cells[11],
    createdAt,
    createdBy: cells[13],
    updatedAt: cells[14] === cells[12] ? createdAt : timeOf(cells[14]),
    updatedBy: cells[15],
    expiresAt: timeOf(cells[16]),
    lastUsedAt: timeOf(cells[17]),
    usePolicy: cells[18] === null ? null : storedUsePolicy(cells[18]),
  };
}
