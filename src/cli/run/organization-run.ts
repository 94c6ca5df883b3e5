import { readConfig } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import { ChildSignals } from '../../dispenser/child/child-signals';
import { LocalDispenser } from '../../dispenser/local/local-dispenser';
import type { LocalDelivery } from '../../dispenser/local/local-secret';
import { openerOf } from '../../dispenser/local/opening-key-file';
import type { CommandContext } from '../command/command-context';
import { chosenOrganization, withBackend } from '../command/operator';
import { printMessage } from '../command/printed-text';
import { SecretChild } from './secret-child';

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
  const signals = new ChildSignals();
  const options = { command, context, signals, templates: [], isRestarted: false };
  return new SecretChild(secrets, options).run().finally(() => signals.stop());
}

/** The database is closed when this returns: nothing waits for it while the command runs. */
function openedSecrets(slug: string | undefined, { environment }: CommandContext): Promise<LocalDelivery> {
  const opener = openerOf(openingKeySource(environment));
  return withBackend(readConfig(environment), async (backend) => {
    const organization = await chosenOrganization(backend, slug);
    return new LocalDispenser({ ...backend, opener }).deliver(organization.id);
  });
}
