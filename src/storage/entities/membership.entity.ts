import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `membership`. */
export interface MembershipRow {
  readonly id: string;
  readonly organization_id: string;
  readonly principal_id: string;
  readonly role_id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `membership`. A role that somebody still has cannot be deleted. */
export function membershipEntity(types: ColumnTypes): EntitySchema<MembershipRow> {
  return new EntitySchema<MembershipRow>({
    name: 'membership',
    columns: {
      id: types.id,
      organization_id: types.reference,
      principal_id: types.reference,
      role_id: types.reference,
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [{ name: 'membership_principal_unique', columns: ['organization_id', 'principal_id'] }],
    indices: [
      { name: 'membership_principal_index', columns: ['principal_id'] },
      { name: 'membership_role_index', columns: ['role_id'] },
      { name: 'membership_created_index', columns: ['organization_id', 'created_at', 'id'] },
    ],
    foreignKeys: [
      referenceTo('organization', 'membership_organization_fk', 'organization_id'),
      referenceTo('role', 'membership_role_fk', 'role_id', 'RESTRICT'),
    ],
  });
}
