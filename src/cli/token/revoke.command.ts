import type { Command } from 'commander';
import { readConfig } from '../../config/config';
import { requireId } from '../../core/id';
import { Permission } from '../../core/permission';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { operatorPermit, withBackend } from '../operator';

/** `token revoke <id>` */
export function tokenRevokeCommand(command: Command, context: CommandContext): void {
  command
    .description('Revoke a token: from the next request on it is worth nothing.')
    .argument('<id>', 'the id that token list shows')
    .action(async (given: string) => {
      const id = requireId(given, 'id', 'token');
      const token = await withBackend(readConfig(context.environment), async ({ services }) => {
        const organizationId = (await services.directory.organizationOf([id])).get(id);
        if (organizationId === undefined) throw new CommandError('there is no token with this id');
        return services.tokens.revoke(operatorPermit(organizationId, Permission.MANAGE_SERVICE_USERS), id);
      });
      context.stdout.write(`${token.id} revoked\n`);
    });
}
