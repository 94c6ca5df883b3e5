import { EntitySchema } from 'typeorm';
import { type ColumnTypes, optional, referenceTo } from './column-types';

/** A row of `token`. */
export interface TokenRow {
  readonly id: string;
  readonly organization_id: string;
  readonly principal_id: string;
  readonly name: string;
  readonly digest: Uint8Array;
  readonly created_at: string;
  readonly created_by: string;
  /** Ids separated by commas. */
  readonly makers: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
  readonly last_used_address: string | null;
}

/** The table `token`: a digest of each credential, never its text. */
export function tokenEntity(types: ColumnTypes): EntitySchema<TokenRow> {
  return new EntitySchema<TokenRow>({
    name: 'token',
    columns: {
      id: types.id,
      organization_id: types.reference,
      principal_id: types.reference,
      name: types.text,
      digest: types.bytes,
      created_at: types.time,
      created_by: types.reference,
      makers: types.text,
      expires_at: optional(types.time),
      revoked_at: optional(types.time),
      last_used_at: optional(types.time),
      last_used_address: optional(types.text),
    },
    uniques: [{ name: 'token_digest_unique', columns: ['digest'] }],
    indices: [
      { name: 'token_created_index', columns: ['organization_id', 'created_at', 'id'] },
      { name: 'token_principal_index', columns: ['principal_id'] },
    ],
    foreignKeys: [referenceTo('organization', 'token_organization_fk', 'organization_id')],
  });
}
