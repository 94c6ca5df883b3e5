import { EntitySchema } from 'typeorm';
import type { StoredFlag } from '../sql/query';
import { type ColumnTypes, optional, referenceTo } from './column-types';

/** A row of `secret`. `owner_key` is the id of the organization, team or principal within which the name is unique. */
export interface SecretRow {
  readonly id: string;
  readonly organization_id: string;
  readonly owner_key: string;
  readonly name: string;
  readonly name_folded: string;
  readonly type: string;
  readonly note: string | null;
  readonly is_sensitive: StoredFlag;
  readonly is_file: StoredFlag;
  readonly access: string;
  readonly team_id: string | null;
  readonly owner_id: string | null;
  readonly visibility: string;
  readonly version: number;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly updated_by: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly use_policy: string | null;
}

/** The table `secret`: metadata only. A team that still has secrets cannot be deleted. One index for each order of the list. */
export function secretEntity(types: ColumnTypes): EntitySchema<SecretRow> {
  return new EntitySchema<SecretRow>({
    name: 'secret',
    columns: {
      id: types.id,
      organization_id: types.reference,
      owner_key: types.reference,
      name: types.text,
      name_folded: types.text,
      type: types.text,
      note: optional(types.text),
      is_sensitive: types.flag,
      is_file: types.flag,
      access: types.text,
      team_id: optional(types.reference),
      owner_id: optional(types.reference),
      visibility: types.text,
      version: types.number,
      created_at: types.time,
      created_by: types.reference,
      updated_at: types.time,
      updated_by: types.reference,
      expires_at: optional(types.time),
      last_used_at: optional(types.time),
      use_policy: optional(types.text),
    },
    uniques: [{ name: 'secret_name_unique', columns: ['organization_id', 'owner_key', 'name_folded'] }],
    indices: [
      { name: 'secret_name_index', columns: ['organization_id', 'name_folded', 'id'] },
      { name: 'secret_created_index', columns: ['organization_id', 'created_at', 'id'] },
      { name: 'secret_updated_index', columns: ['organization_id', 'updated_at', 'id'] },
      { name: 'secret_team_index', columns: ['team_id'] },
    ],
    foreignKeys: [
      referenceTo('organization', 'secret_organization_fk', 'organization_id'),
      referenceTo('team', 'secret_team_fk', 'team_id', 'RESTRICT'),
    ],
  });
}
