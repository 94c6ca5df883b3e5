import type { Command } from 'commander';
import { requireId } from '../../core/id';
import { BuiltInRole, Permission } from '../../core/permission';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { chosenOrganization, operatorPermit, withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printable } from '../command/printed-text';

/**
 * `owner add <id> [--organization slug]`: for an organization whose owners have all left the company or lost their
 * credentials.
 *
 * @throws CommandError for an unknown organization; BadUserInput rule `known` for a person who has never logged in; NotFound
 * for a service user of another organization.
 */
export function ownerAddCommand(command: Command, context: CommandContext): void {
  command
    .description('Make a person or service user an owner of an organization, whatever role it had.')
    .argument('<id>', 'the id of the user or service user, as viewer and the audit log show it')
    .option('--organization <slug>', 'the organization (default: the only one, or the one called default)')
    .action(async (given: string, options: { readonly organization?: string }) => {
      const principalId = requireId(given, 'id', 'user', 'svc');
      const slug = await withBackend(operatorConfig(context), async (backend) => {
        const { stores, services } = backend;
        const { reader } = stores.database;
        const { id, slug } = await chosenOrganization(backend, options.organization);
        const permit = operatorPermit(id, Permission.MANAGE_MEMBERS);
        const role = await stores.roles.findByName(reader, id, BuiltInRole.OWNER.toLowerCase());
        if (role === undefined) throw new TypeError('An organization has its built-in roles');
        const member = await services.directory.memberOf(permit, principalId);
        if (member === undefined) await services.members.create(permit, { principalId, roleId: role.id });
        else await services.members.update(permit, member.id, role.id);
        return slug;
      });
      context.stdout.write(`${principalId} is an owner of ${printable(slug)}\n`);
    });
  takeExamples(
    command,
    'secrets-gateway operator owner add user-01m8gq91x00xztexa6rhj3encg --organization acme',
  );
}
