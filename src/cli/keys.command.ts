import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { keysGenerateCommand } from './keys.generate.command';
import { keysListCommand } from './keys.list.command';
import { keysPromoteCommand } from './keys.promote.command';
import { keysResealCommand } from './keys.reseal.command';
import { keysRetireCommand } from './keys.retire.command';

/** `keys …` */
export function keysCommand(context: CommandContext): Command {
  return new Command('keys')
    .description('Make, list, promote and retire key generations, and reseal values with the current one.')
    .addCommand(keysGenerateCommand(context))
    .addCommand(keysListCommand(context))
    .addCommand(keysPromoteCommand(context))
    .addCommand(keysResealCommand(context))
    .addCommand(keysRetireCommand(context));
}
