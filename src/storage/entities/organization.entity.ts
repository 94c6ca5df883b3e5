import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from './column-types';

/** A row of `organization`. */
export interface OrganizationRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `organization`. */
export function organizationEntity(types: ColumnTypes): EntitySchema<OrganizationRow> {
  return new EntitySchema<OrganizationRow>({
    name: 'organization',
    columns: {
      id: types.id,
      slug: types.text,
      name: types.text,
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [{ name: 'organization_slug_unique', columns: ['slug'] }],
  });
}
