import { constants } from 'node:os';
import type { Command } from 'commander';
import { type Config, readConfig } from '../../config/config';
import { childEnvironment } from '../../dispenser/local/child-environment';
import { runChild } from '../../dispenser/local/child-process';
import { LocalDispenser } from '../../dispenser/local/local-dispenser';
import { type LocalDelivery, maskedValues, variablesOf } from '../../dispenser/local/local-secret';
import { openerOf } from '../../dispenser/local/opening-key-file';
import { PrivateFolder } from '../../dispenser/local/private-folder';
import { SecretTemplate } from '../../dispenser/local/secret-template';
import { maskPatterns } from '../../dispenser/mask/mask-stream';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { chosenOrganization, withBackend } from '../operator';
import { printable } from '../printed-text';
import { type ConsumerRun, runForConsumer } from './consumer-run';

interface RunOptions {
  readonly organization?: string;
  readonly consumer?: string;
  readonly only?: string;
  readonly watch?: true | string;
  readonly template: readonly string[];
}

const USAGE = 2;

/** `run [--organization slug] -- command …` */
export function runCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Run a command with one environment variable for each secret of an organization. Characters of a name other than
letters, digits and _ become _. Of a secret that is a file the variable holds the path of a private copy, which is
removed at the end. Values are masked in the command's output, except those of secrets that are not sensitive; its exit
code is passed on.`,
    )
    .option('--organization <slug>', 'whose secrets; the only organization, or the one called default')
    .option(
      '--consumer <file>',
      "get the secrets of a registered consumer from a dispenser; the consumer's file",
    )
    .option('--only <names>', 'with --consumer: these secrets, separated by commas')
    .option(
      '--watch [signal]',
      'with --consumer: start the command again when a value has changed, or send it a signal such as SIGHUP',
    )
    .option(
      '--template <template:file>',
      'with --consumer: write a file of mode 0600, in which {{ NAME }} is the value; may be repeated',
      (each: string, all: readonly string[]) => [...all, each],
      [] as readonly string[],
    )
    .argument('<command...>', 'program and arguments, after --')
    .passThroughOptions()
    .action(async (command: [string, ...string[]], options: RunOptions) => {
      const consumer = consumerRun(options);
      if (consumer !== undefined) {
        context.exitCode = await runForConsumer(consumer, command, context);
        return;
      }
      const delivery = await delivered(readConfig(context.environment), context, options.organization);
      for (const warning of delivery.warnings) {
        context.stderr.write(`secrets-gateway: ${printable(warning)}\n`);
      }
      context.exitCode = await runWith(delivery, command, context);
    });
}

/** @throws CommandError for options that do not go together. */
function consumerRun(options: RunOptions): ConsumerRun | undefined {
  const { consumer: file, only, watch, template, organization } = options;
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

/** The database is closed when this returns: the child must not keep it waiting. */
async function delivered(
  config: Config,
  { environment }: CommandContext,
  slug: string | undefined,
): Promise<LocalDelivery> {
  const opener = openerOf({ text: environment.OPENING_KEY || undefined, file: config.openingKeyFile });
  return withBackend(config, async (backend) => {
    const organization = await chosenOrganization(backend, slug);
    return new LocalDispenser({ ...backend, opener }).deliver(organization.id);
  });
}

async function runWith(
  { secrets }: LocalDelivery,
  command: readonly [string, ...string[]],
  { inherited, umask, stdout, stderr }: CommandContext,
): Promise<number> {
  let folder: PrivateFolder | undefined;
  return runChild({
    command,
    patterns: maskPatterns(maskedValues(secrets)),
    prepare: () => {
      const variables = variablesOf(secrets, () => {
        folder ??= new PrivateFolder();
        return folder;
      });
      process.umask(umask);
      return childEnvironment(inherited, variables);
    },
    cleanUp: () => folder?.remove(),
    stdout,
    stderr,
  });
}
