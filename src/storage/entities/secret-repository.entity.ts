import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `secret_repository`. */
export interface SecretRepositoryRow {
  readonly secret_id: string;
  readonly repository_database_id: number;
}

/** The table `secret_repository`: which repositories a secret of visibility SELECTED is for. */
export function secretRepositoryEntity(types: ColumnTypes): EntitySchema<SecretRepositoryRow> {
  return new EntitySchema<SecretRepositoryRow>({
    name: 'secret_repository',
    columns: {
      secret_id: types.id,
      repository_database_id: { ...types.number, primary: true },
    },
    indices: [{ name: 'secret_repository_repository_index', columns: ['repository_database_id'] }],
    foreignKeys: [
      referenceTo('secret', 'secret_repository_secret_fk', 'secret_id'),
      {
        ...referenceTo('repository', 'secret_repository_repository_fk', 'repository_database_id'),
        referencedColumnNames: ['database_id'],
      },
    ],
  });
}
