import { id, optional, text, time } from '../sql/column';
import { table } from '../sql/table';

/** A person, of any organization (`user` is a reserved word of SQL). */
export const USER_ACCOUNT = table(
  'user_account',
  {
    id: id(),
    issuer: text(),
    subject: text(),
    name: text(),
    email: optional(text()),
    createdAt: time(),
    updatedAt: time(),
  },
  {
    constant: ['id', 'issuer', 'subject', 'createdAt'],
    uniques: { user_account_subject_unique: ['issuer', 'subject'] },
  },
);
