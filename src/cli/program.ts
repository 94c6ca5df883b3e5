import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command/command-context';
import { ExitCode } from './command/exit-code';
import { packageVersion } from './command/package-version';
import { printable, printMessage } from './command/printed-text';
import { failureOf } from './command-failure';
import { COMMANDS } from './command-list';
import { addCommands, type CommandEntry } from './command-tree';

/**
 * Runs the command that the arguments name. Errors are written to `context.stderr` as one line each.
 *
 * @param args the command line without program and script.
 * @returns the exit code: 0, one of `ExitCode`, 1 for any other failure, and for `run` the exit code of the child.
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    const program = await programOf(args, context);
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Commander has already written the help or the usage error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ExitCode.USAGE;
    const { line, exitCode } = failureOf(error);
    printMessage(context.stderr, line);
    return exitCode;
  }
}

const COMPLETION: CommandEntry = {
  name: 'completion',
  summary: 'print what completes commands and options in a shell',
  load: async () => {
    const { completionCommand } = await import('./completion/completion.command.ts');
    return (command, context) => completionCommand(command, context, () => programOf(undefined, context));
  },
};

/**
 * The program with its commands.
 *
 * @param args the command line, of which only the command that it names is set up; undefined for all commands.
 */
export async function programOf(
  args: readonly string[] | undefined,
  context: CommandContext,
): Promise<Command> {
  const program = new Command('secrets-gateway')
    .description('Secrets go in and never come out.')
    .version(packageVersion(), '-V, --version')
    .enablePositionalOptions();
  await addCommands(program, [...COMMANDS, COMPLETION], args, context);
  redirectOutput(program, context);
  return program;
}

/** Commander would write to the streams of the process and end it. Here the context has the streams and the exit code. */
function redirectOutput(command: Command, context: CommandContext): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Its messages repeat arguments, which a script may have got from elsewhere.
      outputError: (text, write) =>
        write(
          text
            .replace(/^error: /, 'secrets-gateway: ')
            .split('\n')
            .map(printable)
            .join('\n'),
        ),
    })
    .showHelpAfterError('Add --help for the options.');
  for (const each of command.commands) redirectOutput(each as Command, context);
}
