import type { Command } from 'commander';
import { requireId } from '../../core/id';
import { Permission } from '../../core/permission';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { operatorPermit, withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';

/** `token revoke <id>` @throws CommandError for an unknown token. */
export function tokenRevokeCommand(command: Command, context: CommandContext): void {
  command
    .description('Revoke a token. It is invalid from its next request on.')
    .argument('<id>', 'the id that operator token list shows')
    .action(async (given: string) => {
      const id = requireId(given, 'id', 'token');
      const token = await withBackend(operatorConfig(context), async ({ services }) => {
        const organizationId = (await services.directory.organizationOf([id])).get(id);
        if (organizationId === undefined)
          throw new CommandError('there is no token with this id', ExitCode.NOT_FOUND);
        return services.tokens.revoke(operatorPermit(organizationId, Permission.MANAGE_SERVICE_USERS), id);
      });
      context.stdout.write(`${token.id} revoked\n`);
    });
}
