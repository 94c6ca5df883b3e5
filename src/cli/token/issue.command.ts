import type { Command } from 'commander';
import type { Backend } from '../../backend/backend';
import { canonicalName, foldCase } from '../../core/name';
import { BuiltInRole, Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { IssuedToken } from '../../services/token-issuer';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { chosenOrganization, operatorPermit, withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printable } from '../command/printed-text';
import { timeFromNow } from '../command/time-option';

interface IssueOptions {
  readonly organization?: string;
  readonly serviceUser: string;
  readonly role?: string;
  readonly expires?: Date;
}

/** `token issue --service-user name [--organization slug] [--role name] [--expires 30d]`. Prints only the token to stdout. */
export function tokenIssueCommand(command: Command, context: CommandContext): void {
  command
    .description(
      'Issue a token for a service user. A service user of a new name is created. The token is printed only once.',
    )
    .requiredOption('--service-user <name>', 'the service user that the token authenticates')
    .option('--organization <slug>', 'the organization (default: the only one, or the one called default)')
    .option('--role <name>', 'the role of a new service user (default: MEMBER)')
    .option(
      '--expires <time>',
      'how long the token is valid, such as 30m, 12h, 30d or 52w (default: until it is revoked)',
      timeFromNow,
    )
    .action(async (options: IssueOptions) => {
      const issued = await withBackend(operatorConfig(context), async (backend) => {
        const organization = await chosenOrganization(backend, options.organization);
        return issue(backend, operatorPermit(organization.id, Permission.MANAGE_SERVICE_USERS), options);
      });
      const { id, expiresAt } = issued.token;
      const until = expiresAt === null ? 'until it is revoked' : `until ${expiresAt.toISOString()}`;
      context.stderr.write(`${id}, for "${printable(options.serviceUser)}", valid ${until}:\n`);
      context.stdout.write(`${issued.text}\n`);
    });
}

async function issue(
  { stores, services }: Backend,
  permit: Permit,
  { serviceUser, role, expires }: IssueOptions,
): Promise<IssuedToken> {
  const { reader } = stores.database;
  const { organizationId } = permit;
  const name = canonicalName(serviceUser, '--service-user');
  const existing = await stores.principals.serviceUserByName(reader, organizationId, name.folded);
  const roleName = role ?? BuiltInRole.MEMBER;
  const wanted = await stores.roles.findByName(reader, organizationId, foldCase(roleName));
  if (wanted === undefined)
    throw new CommandError('--role: there is no role of this name in the organization', ExitCode.NOT_FOUND);
  if (existing === undefined) {
    const created = await services.serviceUsers.create(permit, {
      name: name.display,
      roleId: wanted.id,
      tokenExpiresAt: expires,
    });
    return created.issued;
  }
  const membership = await stores.memberships.findOf(reader, organizationId, existing.id);
  if (role !== undefined && membership?.roleId !== wanted.id) {
    throw new CommandError('--role: the service user exists and has another role', ExitCode.REFUSED);
  }
  return services.tokens.create(permit, {
    principalId: existing.id,
    name: 'issued token',
    expiresAt: expires,
  });
}
