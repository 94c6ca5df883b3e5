import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { consumerCodeCommand } from './consumer.code.command';
import { consumerInitCommand } from './consumer.init.command';

/** `consumer` */
export function consumerCommand(context: CommandContext): Command {
  return new Command('consumer')
    .addCommand(consumerInitCommand(context))
    .addCommand(consumerCodeCommand(context));
}
