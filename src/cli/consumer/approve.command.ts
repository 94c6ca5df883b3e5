import type { Command } from 'commander';
import { Permission } from '../../core/permission';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { operatorPermit } from '../command/operator';
import { foundConsumer, printedConsumer, withApprover } from './approval-command';

/** `consumer approve <id> [--digest digest]`. Approves nothing without the digest of what the caller has compared. */
export function consumerApproveCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Approve a consumer, so that the dispenser serves it. First run the command without --digest: it shows who the consumer
is. Compare this with what the people who run the workload tell you, and the public key with the one that their consumer
init printed. Do not rely on what the gateway shows. Then run it again with the digest.`,
    )
    .argument('<id>', 'the id that operator consumer list shows')
    .option('--digest <digest>', 'the digest that the command showed; without it nothing is approved')
    .action(async (id: string, { digest }: { digest?: string }) => {
      await withApprover(context, async (approver) => {
        const review = await foundConsumer(approver, id);
        context.stdout.write(printedConsumer(review));
        if (review.digest === undefined) throw new CommandError('this consumer cannot be approved');
        if (digest === undefined) {
          throw new CommandError(
            `nothing was approved; if this is the consumer you mean, add --digest ${review.digest}`,
          );
        }
        if (digest !== review.digest) {
          throw new CommandError(
            '--digest: the consumer has changed or this is another digest; compare it again',
          );
        }
        const permit = operatorPermit(review.organization.id, Permission.MANAGE_CONSUMERS);
        await approver.approve(permit, review.consumer.id, digest);
        context.stdout.write(`${review.consumer.id} approved\n`);
      });
    });
}
