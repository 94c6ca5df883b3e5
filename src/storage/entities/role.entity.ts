import { EntitySchema } from 'typeorm';
import type { StoredFlag } from '../sql/query';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `role`. `permissions` holds names with commas between them. */
export interface RoleRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly name_folded: string;
  readonly permissions: string;
  readonly is_built_in: StoredFlag;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `role`. */
export function roleEntity(types: ColumnTypes): EntitySchema<RoleRow> {
  return new EntitySchema<RoleRow>({
    name: 'role',
    columns: {
      id: types.id,
      organization_id: types.reference,
      name: types.text,
      name_folded: types.text,
      permissions: types.text,
      is_built_in: types.flag,
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [{ name: 'role_name_unique', columns: ['organization_id', 'name_folded'] }],
    foreignKeys: [referenceTo('organization', 'role_organization_fk', 'organization_id')],
  });
}
