import type { Command } from 'commander';
import { Permission } from '../../core/permission';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { operatorPermit } from '../command/operator';
import { foundConsumer, withApprover } from './approval-command';

/** `consumer disapprove <id>` @throws CommandError for a consumer that is not approved. */
export function consumerDisapproveCommand(command: Command, context: CommandContext): void {
  command
    .description('Withdraw an approval: from its next request on, the consumer gets nothing.')
    .argument('<id>', 'the id that operator consumer list shows')
    .action(async (id: string) => {
      await withApprover(context, async (approver) => {
        const { consumer, organization, state } = await foundConsumer(approver, id);
        if (state === 'not approved') throw new CommandError('the consumer is not approved');
        await approver.disapprove(operatorPermit(organization.id, Permission.MANAGE_CONSUMERS), consumer);
        context.stdout.write(`${consumer.id} is no longer approved\n`);
      });
    });
}
