import { Conflict } from '../../core/errors';

interface Uniqueness {
  /** As PostgreSQL reports it. */
  readonly constraint: string;
  /** As SQLite reports it. */
  readonly columns: string;
  readonly message: string;
  readonly path?: string;
}

/** The folded name of a noun, within its organization or its owner. */
const NAME = /(?:_name_unique|\.name_folded)$/;

/** The other unique constraints that a client can break, with the answer. */
const UNIQUENESS: readonly Uniqueness[] = [
  {
    constraint: 'organization_slug_unique',
    columns: 'organization.slug',
    message: 'This slug is taken.',
    path: 'slug',
  },
  {
    constraint: 'user_account_subject_unique',
    columns: 'user_account.issuer, user_account.subject',
    message: 'This user exists.',
  },
  {
    constraint: 'membership_principal_unique',
    columns: 'membership.organization_id, membership.principal_id',
    message: 'This principal is a member of the organization.',
    path: 'principalId',
  },
  {
    constraint: 'secret_version_unique',
    columns: 'secret_version.secret_id, secret_version.version',
    message: 'The secret was changed at the same time; read it again and repeat the change.',
  },
  {
    constraint: 'idempotency_record_pk',
    columns: 'idempotency_record.digest',
    message: 'A request with this idempotency key is being answered; try again.',
    path: 'idempotencyKey',
  },
];

const BY_CONSTRAINT = new Map(UNIQUENESS.map((each) => [each.constraint, each]));
const BY_COLUMNS = new Map(UNIQUENESS.map((each) => [each.columns, each]));

/**
 * The error for a broken unique constraint; undefined for one that no client can break.
 *
 * @param reported the constraint's name (PostgreSQL) or its columns as `table.column, …` (SQLite).
 */
export function conflictOver(reported: string): Conflict | undefined {
  if (NAME.test(reported)) return new Conflict('This name is taken.', 'name');
  const found = BY_CONSTRAINT.get(reported) ?? BY_COLUMNS.get(reported);
  return found && new Conflict(found.message, found.path);
}

/** The error when a foreign key forbids the change: a row it names is gone, or other rows still refer to it. */
export function conflictOfReference(): Conflict {
  return new Conflict('Something this refers to is gone, or something else still refers to it.');
}
