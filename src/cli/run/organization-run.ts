import { readConfig } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import { ChildSignals } from '../../dispenser/child/child-signals';
import { inheritedEnvironment } from '../../dispenser/local/child-environment';
import { type LocalDelivery, LocalDispenser } from '../../dispenser/local/local-dispenser';
import { openerOf } from '../../dispenser/local/opening-key-file';
import { type ChoiceOptions, VariableChoice } from '../../dispenser/local/variable-choice';
import type { CommandContext } from '../command/command-context';
import { chosenOrganization, withBackend } from '../command/operator';
import { printMessage } from '../command/printed-text';
import type { Run } from './run-options';
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
  { choice, templates, isMasked }: Run,
  command: readonly [string, ...string[]],
  context: CommandContext,
): Promise<number> {
  const { secrets, lines } = await openedSecrets(slug, choice, context);
  for (const line of lines) printMessage(context.stderr, line);
  const signals = new ChildSignals();
  const options = { command, context, signals, templates, isMasked, isWatched: false, isRestarted: false };
  return new SecretChild(secrets, options).run().finally(() => signals.stop());
}

/** The database is closed when this returns: nothing waits for it while the command runs. */
function openedSecrets(
  slug: string | undefined,
  options: ChoiceOptions,
  { environment, inherited }: CommandContext,
): Promise<LocalDelivery> {
  const opener = openerOf(openingKeySource(environment));
  const choice = new VariableChoice(options, inheritedEnvironment(inherited));
  return withBackend(readConfig(environment), async (backend) => {
    const organization = await chosenOrganization(backend, slug);
    return new LocalDispenser({ ...backend, opener }).deliver(organization.id, choice);
  });
}
