import { requireId } from '../../core/id';
import { type PinnedClaim, partsOfPin } from '../../core/pinned-claim';
import { ConsumerApprover, type ConsumerReview } from '../../dispenser/consumer/consumer-approver';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printedTable } from '../command/printed-text';
import { readKeyRings, withSealingKeys } from '../keys/key-ring-files';

/**
 * Opens the opening key and the database for an approver, and closes the database afterwards.
 *
 * @throws CommandError when there is no opening key; ConfigError, DeliveryError for a damaged one.
 */
export async function withApprover<Result>(
  context: CommandContext,
  work: (approver: ConsumerApprover) => Promise<Result>,
): Promise<Result> {
  const config = operatorConfig(context);
  const rings = readKeyRings(config, context.environment);
  const { opening: ring } = rings;
  if (ring === undefined) {
    throw new CommandError(
      'SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file; approve consumers on the machine that has it',
    );
  }
  return withBackend(await withSealingKeys(config, rings), (backend) =>
    work(new ConsumerApprover({ backend, ring })),
  );
}

/** The consumer with the id of a command line. @throws CommandError, BadUserInput */
export async function foundConsumer(approver: ConsumerApprover, id: string): Promise<ConsumerReview> {
  const review = await approver.find(requireId(id, 'id', 'consumer'));
  if (review === undefined) throw new CommandError('there is no consumer with this id', ExitCode.NOT_FOUND);
  return review;
}

/** All facts that an approval covers, and the names of the consumer, as a table for a person to read. */
export function printedConsumer({ organization, consumer, state, digest }: ConsumerReview): string {
  const { id, name, ownerId, publicKey, identity, addressRanges, waysOut, expiresAt } = consumer;
  return printedTable([
    ['consumer', id],
    ['organization', `${organization.slug} (${organization.id})`],
    ['name', name],
    ['owner', ownerId ?? 'the organization'],
    ['public key', publicKey ?? 'none: it creates one for each run'],
    ['issuer', identity?.issuer ?? 'none: it uses no tokens'],
    ...(identity === null ? [] : [['audience', identity.audience]]),
    ...Object.entries(identity?.claims ?? {}).map(([claim, pin]) => [`claim ${claim}`, printedPin(pin)]),
    ['addresses', [...addressRanges].join(', ') || 'all'],
    ['ways out', waysOut.join(', ') || 'none'],
    ['expires', expiresAt?.toJSON() ?? 'never'],
    ['state', state],
    ['digest', digest ?? 'none: the row is damaged and cannot be approved'],
  ]);
}

/** The row may be damaged, and the pin anything. */
function printedPin(pin: PinnedClaim): string {
  if (typeof pin !== 'object' || pin === null) return String(pin);
  const { match, expected } = partsOfPin(pin);
  return `${match} ${expected}`;
}
