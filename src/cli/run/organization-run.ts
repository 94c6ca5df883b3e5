import { readConfig } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import { childEnvironment } from '../../dispenser/local/child-environment';
import { runChild } from '../../dispenser/local/child-process';
import { LocalDispenser } from '../../dispenser/local/local-dispenser';
import {
  type LocalDelivery,
  type LocalSecret,
  maskedValues,
  variablesOf,
} from '../../dispenser/local/local-secret';
import { openerOf } from '../../dispenser/local/opening-key-file';
import { PrivateFolder } from '../../dispenser/local/private-folder';
import { maskPatterns } from '../../dispenser/mask/mask-stream';
import type { CommandContext } from '../command/command-context';
import { chosenOrganization, withBackend } from '../command/operator';
import { printMessage } from '../command/printed-text';

/**
 * Runs a command with the secrets of an organization, which this process opens itself.
 *
 * @param slug undefined for the only organization, or the one called `default`.
 * @returns the exit code of the command.
 * @throws ConfigError, CommandError, DeliveryError before the command starts.
 */
export async function runForOrganization(
  slug: string | undefined,
  command: readonly [string, ...string[]],
  context: CommandContext,
): Promise<number> {
  const { secrets, warnings } = await openedSecrets(slug, context);
  for (const warning of warnings) printMessage(context.stderr, warning);
  return runWith(secrets, command, context);
}

/** The database is closed when this returns: nothing waits for it while the command runs. */
function openedSecrets(slug: string | undefined, { environment }: CommandContext): Promise<LocalDelivery> {
  const opener = openerOf(openingKeySource(environment));
  return withBackend(readConfig(environment), async (backend) => {
    const organization = await chosenOrganization(backend, slug);
    return new LocalDispenser({ ...backend, opener }).deliver(organization.id);
  });
}

function runWith(
  secrets: readonly LocalSecret[],
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
