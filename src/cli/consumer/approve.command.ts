import type { Command } from 'commander';
import { Permission } from '../../core/permission';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { operatorPermit } from '../operator';
import { foundConsumer, printedConsumer, withApprover } from './approval-command';

/** `consumer approve <id> [--digest digest]` */
export function consumerApproveCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Approve who a consumer is, so that the dispenser serves it. Shows what would be approved; compare it with what the
people who run the workload tell you, the public key with what their consumer init has printed, and never with what only
the gateway says. Then repeat the digest.`,
    )
    .argument('<id>', 'the id that consumer list shows')
    .option('--digest <digest>', 'the digest of what you have seen; nothing is approved without it')
    .action(async (id: string, { digest }: { digest?: string }) => {
      await withApprover(context, async (approver) => {
        const standing = await foundConsumer(approver, id);
        context.stdout.write(printedConsumer(standing));
        if (standing.digest === undefined) throw new CommandError('this consumer cannot be approved');
        if (digest === undefined) {
          throw new CommandError(
            `nothing was approved; if this is the consumer you mean, add --digest ${standing.digest}`,
          );
        }
        if (digest !== standing.digest) {
          throw new CommandError('--digest: this is not what you have seen; look at it again');
        }
        const permit = operatorPermit(standing.organization.id, Permission.MANAGE_CONSUMERS);
        await approver.approve(permit, standing.consumer.id, digest);
        context.stdout.write(`${standing.consumer.id} approved\n`);
      });
    });
}
