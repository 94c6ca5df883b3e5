import { EntitySchema } from 'typeorm';
import type { StoredFlag } from '../sql/query';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `secret_version`. */
export interface SecretVersionRow {
  readonly id: string;
  readonly organization_id: string;
  readonly secret_id: string;
  readonly version: number;
  readonly key_id: string;
  readonly sealed_by_client: StoredFlag;
  readonly envelope: Uint8Array;
  readonly created_at: string;
  readonly created_by: string;
}

/** The table `secret_version`: each sealed value, numbered. */
export function secretVersionEntity(types: ColumnTypes): EntitySchema<SecretVersionRow> {
  return new EntitySchema<SecretVersionRow>({
    name: 'secret_version',
    columns: {
      id: types.id,
      organization_id: types.reference,
      secret_id: types.reference,
      version: types.number,
      key_id: types.reference,
      sealed_by_client: types.flag,
      envelope: types.bytes,
      created_at: types.time,
      created_by: types.reference,
    },
    uniques: [{ name: 'secret_version_unique', columns: ['secret_id', 'version'] }],
    indices: [
      { name: 'secret_version_key_index', columns: ['key_id'] },
      { name: 'secret_version_organization_index', columns: ['organization_id'] },
    ],
    foreignKeys: [
      referenceTo('organization', 'secret_version_organization_fk', 'organization_id'),
      referenceTo('secret', 'secret_version_secret_fk', 'secret_id'),
    ],
  });
}
