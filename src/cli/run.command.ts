import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { childEnvironment } from '../dispenser/child.environment';
import { runChild } from '../dispenser/child.process';
import { type LocalDelivery, LocalDispenser, maskedValues, variablesOf } from '../dispenser/local.delivery';
import { maskPatterns } from '../dispenser/mask.stream';
import { openerOf } from '../dispenser/opening-key.file';
import { PrivateFolder } from '../dispenser/private.folder';
import type { CommandContext } from './command.context';
import { printable } from './command.failure';
import { chosenOrganization, withWorkbench } from './operator';

/** `run [--organization slug] -- command …` */
export function runCommand(context: CommandContext): Command {
  return new Command('run')
    .description(
      `Run a command with one environment variable for each secret of an organization. Characters of a name other than
letters, digits and _ become _. Of a secret that is a file the variable holds the path of a private copy, which is
removed at the end. Values are masked in the command's output, except those of secrets that are not sensitive; its exit
code is passed on.`,
    )
    .option('--organization <slug>', 'whose secrets; the only organization, or the one called default')
    .argument('<command...>', 'program and arguments, after --')
    .passThroughOptions()
    .action(async (command: [string, ...string[]], options: { organization?: string }) => {
      const delivery = await delivered(readConfig(context.environment), context, options.organization);
      for (const warning of delivery.warnings) {
        context.stderr.write(`secrets-gateway: ${printable(warning)}\n`);
      }
      context.exitCode = await runWith(delivery, command, context);
    });
}

/** The database is closed when this returns: the child must not keep it waiting. */
async function delivered(
  config: Config,
  { environment }: CommandContext,
  slug: string | undefined,
): Promise<LocalDelivery> {
  const opener = openerOf({ text: environment.OPENING_KEY || undefined, file: config.openingKeyFile });
  return withWorkbench(config, async (workbench) => {
    const organization = await chosenOrganization(workbench, slug);
    return new LocalDispenser({ ...workbench, opener }).deliver(organization.id);
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
