import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { keysGenerateCommand } from './keys.generate.command';

/** `keys …` */
export function keysCommand(context: CommandContext): Command {
  return new Command('keys').description('Make key generations.').addCommand(keysGenerateCommand(context));
}
