import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { consumerApproveCommand } from './consumer.approve.command';
import { consumerCodeCommand } from './consumer.code.command';
import { consumerDisapproveCommand } from './consumer.disapprove.command';
import { consumerInitCommand } from './consumer.init.command';
import { consumerListCommand } from './consumer.list.command';

/** `consumer …` */
export function consumerCommand(context: CommandContext): Command {
  return new Command('consumer')
    .description(
      'Make the file of a workload and get its one-time codes; list, approve and disapprove workloads where the opening key is.',
    )
    .addCommand(consumerInitCommand(context))
    .addCommand(consumerCodeCommand(context))
    .addCommand(consumerListCommand(context))
    .addCommand(consumerApproveCommand(context))
    .addCommand(consumerDisapproveCommand(context));
}
