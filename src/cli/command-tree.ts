import { Command } from 'commander';
import type { CommandContext } from './command/command-context';
import { takeExamples } from './command/examples';
import { printMessage } from './command/printed-text';
import { refuseDebugger } from './debugger';

/** Gives a command its description, arguments, options and action. */
type CommandSetup = (command: Command, context: CommandContext) => void;

interface LoadedEntry {
  readonly load: () => Promise<CommandSetup>;
  /** Command lines for the help, besides those that the command itself has. */
  readonly examples?: readonly string[];
  /** The operator's command that had this name before. It is still called while nobody has logged in to a gateway. */
  readonly onMachine?: { readonly load: () => Promise<CommandSetup> };
}

/**
 * A command, or a group of commands. A command is loaded when it is called: a gateway loads nothing that opens values, and
 * a command that only writes a file loads no database.
 */
export type CommandEntry = {
  readonly name: string;
  /** For the list of commands: no capital at the start and no full stop. */
  readonly summary: string;
} & (LoadedEntry | { readonly commands: readonly CommandEntry[] });

/** Arguments that only the client's command can mean. */
const OF_CLIENT: ReadonlySet<string> = new Set(['--help', '-h', '--context']);

/**
 * Adds commands to their parent, and sets up the one that the arguments call. The others have a name and a summary only.
 *
 * @param args what follows the name of the parent on the command line; undefined to set up all of them.
 */
export async function addCommands(
  parent: Command,
  entries: readonly CommandEntry[],
  args: readonly string[] | undefined,
  context: CommandContext,
): Promise<void> {
  // `help name` shows what `name --help` shows.
  const [called, ...rest] = args?.[0] === 'help' ? [...args.slice(1), '--help'] : (args ?? []);
  for (const entry of entries) {
    const { name, summary } = entry;
    const command = new Command(name).summary(summary).description(sentence(summary));
    if (args === undefined || name === called) {
      if ('load' in entry) {
        (await setupOf(entry, parent, args && rest, context))(command, context);
        if (entry.examples !== undefined) takeExamples(command, ...entry.examples);
        // Behind those hooks of the command that complete its settings.
        command.hook('preAction', () => refuseDebugger(context.environment));
        // Commander breaks the lines to the width of the terminal.
        command.description(command.description().replace(/\s+/g, ' '));
      } else await addCommands(command, entry.commands, args && rest, context);
    }
    parent.addCommand(command);
  }
}

async function setupOf(
  entry: LoadedEntry & { readonly name: string },
  parent: Command,
  args: readonly string[] | undefined,
  context: CommandContext,
): Promise<CommandSetup> {
  const { onMachine, load, name } = entry;
  if (onMachine === undefined || args === undefined || args.some((each) => OF_CLIENT.has(each)))
    return load();
  const { hasLogin } = await import('./session/login-choice.ts');
  if (hasLogin(context.environment)) return load();
  const setup = await onMachine.load();
  return (command, given) => {
    setup(command, given);
    command.hook('preAction', () =>
      printMessage(
        given.stderr,
        `not logged in to a gateway: this is "operator ${parent.name()} ${name}" on this machine`,
      ),
    );
  };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
