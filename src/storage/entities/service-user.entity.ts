import { EntitySchema } from 'typeorm';
import type { StoredFlag } from '../sql/query';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `service_user`. */
export interface ServiceUserRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly name_folded: string;
  readonly may_create_organizations: StoredFlag;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
}

/** The table `service_user`. */
export function serviceUserEntity(types: ColumnTypes): EntitySchema<ServiceUserRow> {
  return new EntitySchema<ServiceUserRow>({
    name: 'service_user',
    columns: {
      id: types.id,
      organization_id: types.reference,
      name: types.text,
      name_folded: types.text,
      may_create_organizations: types.flag,
      created_at: types.time,
      created_by: types.reference,
      updated_at: types.time,
    },
    uniques: [{ name: 'service_user_name_unique', columns: ['organization_id', 'name_folded'] }],
    foreignKeys: [referenceTo('organization', 'service_user_organization_fk', 'organization_id')],
  });
}
