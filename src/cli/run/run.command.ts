import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context';
import { checkedRun, type RunOptions } from './run-options';

/** `run [--organization slug | --consumer file] -- command …`. The exit code of the context becomes that of the child. */
export function runCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Run a command with one environment variable for each secret. Characters of a name other than letters, digits and _
become _. By default only secrets get a variable whose names have no other characters than A-Z, 0-9 and _ and do not
steer programs, as PATH does; the others are named. For a secret that is a file, the variable holds the path of a private
copy, which is removed at the end. Values are masked in the output of the command, except values of secrets that are not
sensitive. The exit code is that of the command.`,
    )
    .option('--organization <slug>', 'the organization (default: the only one, or the one called default)')
    .option(
      '--consumer <file>',
      'the file of a registered consumer: get the secrets of the consumer from the dispenser instead',
    )
    .option('--only <names>', 'only these secrets, separated by commas; may be repeated', repeated)
    .option('--prefix <text>', 'only secrets whose names begin with this text')
    .option('--except <names>', 'without these secrets, separated by commas; may be repeated', repeated)
    .option(
      '--override <names>',
      'these secrets replace variables that are inherited; separated by commas; may be repeated',
      repeated,
    )
    .option(
      '--wait <time>',
      'with --consumer: try for so long, such as 30s, while the dispenser is not up or refuses for now',
    )
    .option('--no-mask', 'mask nothing; the command writes to the terminal itself')
    .option('--strict', 'start nothing if a secret is left out')
    .option(
      '--watch [signal]',
      'with --consumer: when a value changes, restart the command or send it a signal such as SIGHUP',
    )
    .option(
      '--template <template:file>',
      'write a file of mode 0600 in which the value replaces {{ NAME }}; may be repeated',
      repeated,
    )
    .argument('<command...>', 'program and arguments, after --')
    .passThroughOptions()
    .action(async (child: [string, ...string[]], options: RunOptions) => {
      const run = checkedRun(options);
      if (options.consumer !== undefined) {
        // A workload has no database, and does not load what opens one.
        const { runForConsumer } = await import('./consumer-run.ts');
        context.exitCode = await runForConsumer(options.consumer, run, child, context);
        return;
      }
      const { runForOrganization } = await import('./organization-run.ts');
      context.exitCode = await runForOrganization(options.organization, run, child, context);
    });
}

function repeated(each: string, all: readonly string[] = []): readonly string[] {
  return [...all, each];
}
