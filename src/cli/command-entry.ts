import { Command } from 'commander';
import type { CommandContext } from './command-context';

/** Makes a command. @param args what follows its name on the command line. */
export type CommandMaker = (context: CommandContext, args: readonly string[]) => Command;

/**
 * A command by name. It is loaded when it is called: a gateway does not load what opens values, and a command that makes
 * a file no database.
 */
export interface CommandEntry {
  readonly name: string;
  /** What the list of commands says. */
  readonly summary: string;
  readonly load: () => CommandMaker;
}

/**
 * Adds commands to their parent; all but the called one have a name and a summary and nothing else.
 *
 * @param args what follows the parent's name.
 */
export function addEntries(
  parent: Command,
  entries: readonly CommandEntry[],
  args: readonly string[],
  context: CommandContext,
): Command {
  // `help name` shows what `name --help` shows.
  const [called, ...rest] = args[0] === 'help' ? args.slice(1) : args;
  for (const { name, summary, load } of entries) {
    const command = name === called ? load()(context, rest) : new Command(name);
    parent.addCommand(command.description(command.description() || summary).summary(summary));
  }
  return parent;
}

/** Makes a command that has only commands below it, as `keys`. */
export function commandGroup(
  name: string,
  description: string,
  entries: readonly CommandEntry[],
): CommandMaker {
  return (context, args) => addEntries(new Command(name).description(description), entries, args, context);
}
