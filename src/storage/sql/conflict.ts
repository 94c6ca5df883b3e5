import { Conflict } from '../../core/errors';

interface Uniqueness {
  /** As PostgreSQL reports it. */
  readonly constraint: string;
  /** As SQLite reports it. */
  readonly columns: string;
  readonly message: string;
  readonly path?: string;
}

const NAME = { message: 'This name is taken.', path: 'name' };

/** Every unique constraint a client can run into, with what it is told. */
export const UNIQUENESS: readonly Uniqueness[] = [
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
    constraint: 'service_user_name_unique',
    columns: 'service_user.organization_id, service_user.name_folded',
    ...NAME,
  },
  { constraint: 'role_name_unique', columns: 'role.organization_id, role.name_folded', ...NAME },
  { constraint: 'team_name_unique', columns: 'team.organization_id, team.name_folded', ...NAME },
  {
    constraint: 'repository_name_unique',
    columns: 'repository.organization_id, repository.name_folded',
    ...NAME,
  },
  {
    constraint: 'consumer_name_unique',
    columns: 'consumer.organization_id, consumer.name_folded',
    ...NAME,
  },
  {
    constraint: 'secret_name_unique',
    columns: 'secret.organization_id, secret.owner_key, secret.name_folded',
    ...NAME,
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
 * What a client is told about a broken unique constraint; undefined for one that no client can cause.
 *
 * @param reported the constraint's name (PostgreSQL) or its columns as `table.column, …` (SQLite).
 */
export function conflictOver(reported: string): Conflict | undefined {
  const found = BY_CONSTRAINT.get(reported) ?? BY_COLUMNS.get(reported);
  return found && new Conflict(found.message, found.path);
}

/** What a client is told when a reference forbids the change: a row it names is gone, or others still need it. */
export function conflictOfReference(): Conflict {
  return new Conflict('Something this refers to is gone, or something else still refers to it.');
}
