import { EntitySchema } from 'typeorm';
import type { StoredFlag } from '../sql/query';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `repository`. */
export interface RepositoryRow {
  readonly database_id: number;
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly name_folded: string;
  readonly is_private: StoredFlag;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `repository`. `database_id` counts up and is never given twice. */
export function repositoryEntity(types: ColumnTypes): EntitySchema<RepositoryRow> {
  return new EntitySchema<RepositoryRow>({
    name: 'repository',
    columns: {
      database_id: { ...types.number, primary: true, generated: 'increment' },
      id: types.reference,
      organization_id: types.reference,
      name: types.text,
      name_folded: types.text,
      is_private: types.flag,
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [
      { name: 'repository_id_unique', columns: ['id'] },
      { name: 'repository_name_unique', columns: ['organization_id', 'name_folded'] },
    ],
    foreignKeys: [referenceTo('organization', 'repository_organization_fk', 'organization_id')],
  });
}
