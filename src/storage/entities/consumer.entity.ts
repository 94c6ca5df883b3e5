import { EntitySchema } from 'typeorm';
import { type ColumnTypes, optional, referenceTo } from './column-types';

/** A row of `consumer`. `claims` and `address_ranges` hold JSON. */
export interface ConsumerRow {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly name_folded: string;
  readonly owner_id: string | null;
  readonly public_key: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly claims: string | null;
  readonly name_prefix: string | null;
  readonly team_id: string | null;
  readonly repository_id: string | null;
  readonly address_ranges: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly expires_at: string | null;
}

/**
 * The table `consumer`. Team and repository are no foreign keys: one that is deleted leaves an id behind that no row ever
 * has again, which gives nothing, and a consumer must not keep anybody from deleting it.
 */
export function consumerEntity(types: ColumnTypes): EntitySchema<ConsumerRow> {
  return new EntitySchema<ConsumerRow>({
    name: 'consumer',
    columns: {
      id: types.id,
      organization_id: types.reference,
      name: types.text,
      name_folded: types.text,
      owner_id: optional(types.reference),
      public_key: optional(types.text),
      issuer: optional(types.text),
      audience: optional(types.text),
      claims: optional(types.text),
      name_prefix: optional(types.text),
      team_id: optional(types.reference),
      repository_id: optional(types.reference),
      address_ranges: types.text,
      created_at: types.time,
      created_by: types.reference,
      updated_at: types.time,
      expires_at: optional(types.time),
    },
    uniques: [{ name: 'consumer_name_unique', columns: ['organization_id', 'name_folded'] }],
    foreignKeys: [referenceTo('organization', 'consumer_organization_fk', 'organization_id')],
  });
}
