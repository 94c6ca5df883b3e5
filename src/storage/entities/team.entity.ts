import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `team`. */
export interface TeamRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly name_folded: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `team`. */
export function teamEntity(types: ColumnTypes): EntitySchema<TeamRow> {
  return new EntitySchema<TeamRow>({
    name: 'team',
    columns: {
      id: types.id,
      organization_id: types.reference,
      name: types.text,
      name_folded: types.text,
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [{ name: 'team_name_unique', columns: ['organization_id', 'name_folded'] }],
    foreignKeys: [referenceTo('organization', 'team_organization_fk', 'organization_id')],
  });
}
