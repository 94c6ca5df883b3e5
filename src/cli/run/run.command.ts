import { constants } from 'node:os';
import type { Command } from 'commander';
import { SecretTemplate } from '../../dispenser/local/secret-template';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import type { ConsumerRun } from './consumer-run';

interface RunOptions {
  readonly organization?: string;
  readonly consumer?: string;
  readonly only?: string;
  readonly watch?: true | string;
  readonly template?: readonly string[];
}

const USAGE = 2;

/** `run [--organization slug] -- command …`. The exit code of the context becomes that of the child. */
export function runCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Run a command with one environment variable for each secret of an organization. Characters of a name other than
letters, digits and _ become _. For a secret that is a file, the variable holds the path of a private copy, which is
removed at the end. Values are masked in the output of the command, except values of secrets that are not sensitive. The
exit code is that of the command.`,
    )
    .option('--organization <slug>', 'the organization (default: the only one, or the one called default)')
    .option(
      '--consumer <file>',
      'the file of a registered consumer: get the secrets of the consumer from the dispenser instead',
    )
    .option('--only <names>', 'with --consumer: only these secrets, separated by commas')
    .option(
      '--watch [signal]',
      'with --consumer: when a value changes, restart the command or send it a signal such as SIGHUP',
    )
    .option(
      '--template <template:file>',
      'with --consumer: write a file of mode 0600 in which the value replaces {{ NAME }}; may be repeated',
      (each: string, all: readonly string[] = []) => [...all, each],
    )
    .argument('<command...>', 'program and arguments, after --')
    .passThroughOptions()
    .action(async (child: [string, ...string[]], options: RunOptions) => {
      const run = consumerRun(options);
      if (run !== undefined) {
        // A workload has no database, and does not load what opens one.
        const { runForConsumer } = await import('./consumer-run.ts');
        context.exitCode = await runForConsumer(run, child, context);
        return;
      }
      const { runForOrganization } = await import('./organization-run.ts');
      context.exitCode = await runForOrganization(options.organization, child, context);
    });
}

/** @throws CommandError for options that do not go together. */
function consumerRun(options: RunOptions): ConsumerRun | undefined {
  const { consumer: file, only, watch, template = [], organization } = options;
  if (file === undefined) {
    if (only === undefined && watch === undefined && template.length === 0) return undefined;
    throw new CommandError('--only, --watch and --template go with --consumer', USAGE);
  }
  if (organization !== undefined) throw new CommandError('give --organization or --consumer', USAGE);
  const names = only?.split(',').map((name) => name.trim());
  if (names?.some((name) => name === '')) throw new CommandError('--only: a name is empty', USAGE);
  return {
    file,
    only: names,
    onChange: watch === undefined ? undefined : watch === true ? 'restart' : signalOf(watch),
    templates: template.map((each) => new SecretTemplate(each)),
  };
}

function signalOf(text: string): NodeJS.Signals {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  if (Object.hasOwn(constants.signals, name)) return name as NodeJS.Signals;
  throw new CommandError('--watch: there is no such signal', USAGE);
}
