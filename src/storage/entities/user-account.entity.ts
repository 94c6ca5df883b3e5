import { EntitySchema } from 'typeorm';
import { type ColumnTypes, optional } from './column-types';

/** A row of `user_account`. */
export interface UserAccountRow {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The table `user_account`: people of any organization (`user` is a reserved word of SQL). */
export function userAccountEntity(types: ColumnTypes): EntitySchema<UserAccountRow> {
  return new EntitySchema<UserAccountRow>({
    name: 'user_account',
    columns: {
      id: types.id,
      issuer: types.text,
      subject: types.text,
      name: types.text,
      email: optional(types.text),
      created_at: types.time,
      updated_at: types.time,
    },
    uniques: [{ name: 'user_account_subject_unique', columns: ['issuer', 'subject'] }],
  });
}
