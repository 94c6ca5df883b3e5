import { type Backend, type BackendOptions, openBackend } from '../../backend/backend';
import type { Config } from '../../config/config';
import type { Organization } from '../../core/organization';
import { effectivePermissions, GRANTABLE_PERMISSIONS, type Permission } from '../../core/permission';
import { type Permit, operatorPermit as permitOfOperator } from '../../core/policy';
import { Log } from '../../log';
import { CommandError } from './command.error';
import { ExitCode } from './exit-code';

/**
 * Opens the backend for one command and closes it afterwards. Nothing is logged: commands print.
 *
 * @throws what the work throws; ConfigError for a database that is not migrated or has other keys; Unavailable.
 */
export async function withBackend<Result>(
  config: Config,
  work: (backend: Backend) => Promise<Result>,
  options: BackendOptions = { migrate: false },
): Promise<Result> {
  const backend = await openBackend(config, new Log('silent', () => undefined), options);
  try {
    return await work(backend);
  } finally {
    await backend.close();
  }
}

/** The permit of the operator, who has the machine and may do everything in the organization. */
export function operatorPermit(organizationId: string, permission: Permission): Permit {
  return permitOfOperator(organizationId, permission, [...effectivePermissions(GRANTABLE_PERMISSIONS)]);
}

/**
 * The organization of a command: the named one, or else the only one, or else the one called `default`.
 *
 * @throws CommandError when there is no such organization.
 */
export async function chosenOrganization(
  { stores }: Backend,
  slug: string | undefined,
): Promise<Organization> {
  const { organizations, database } = stores;
  if (slug !== undefined) {
    const named = await organizations.findBySlug(database.reader, slug.toLowerCase());
    if (named === undefined)
      throw new CommandError('there is no organization with this slug', ExitCode.NOT_FOUND);
    return named;
  }
  const all = await organizations.all(database.reader);
  const chosen = all.length === 1 ? all[0] : all.find((each) => each.slug === 'default');
  if (chosen !== undefined) return chosen;
  throw new CommandError(
    all.length === 0
      ? 'there is no organization yet; the first start of the gateway creates one'
      : 'there are several organizations; name one with --organization',
  );
}
