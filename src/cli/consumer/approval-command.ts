import { readConfig } from '../../config/config';
import { requireId } from '../../core/id';
import { ConsumerApprover, type ConsumerReview } from '../../dispenser/consumer/consumer-approver';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { readKeyRings, withSealingKeys } from '../keys/key-ring-files';
import { withBackend } from '../operator';
import { printedTable } from '../printed-text';

/** Opens what approving needs, the opening key and the database, and closes it whatever happens. */
export async function withApprover<Result>(
  { environment }: CommandContext,
  work: (approver: ConsumerApprover) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(environment);
  const rings = readKeyRings(config, environment);
  const { opening: ring } = rings;
  if (ring === undefined) {
    throw new CommandError('OPENING_KEY_FILE: there is no such file; consumers are approved where it is');
  }
  return withBackend(await withSealingKeys(config, rings), (backend) =>
    work(new ConsumerApprover({ backend, ring })),
  );
}

/** The consumer that a command names. @throws CommandError, BadUserInput */
export async function foundConsumer(approver: ConsumerApprover, id: string): Promise<ConsumerReview> {
  const standing = await approver.find(requireId(id, 'id', 'consumer'));
  if (standing === undefined) throw new CommandError('there is no consumer with this id');
  return standing;
}

/** Everything that is approved with a consumer, and what it is called, for a person to read. */
export function printedConsumer({ organization, consumer, state, digest }: ConsumerReview): string {
  const { id, name, ownerId, publicKey, identity, addressRanges, expiresAt } = consumer;
  return printedTable([
    ['consumer', id],
    ['organization', `${organization.slug} (${organization.id})`],
    ['name', name],
    ['owner', ownerId ?? 'the organization'],
    ['public key', publicKey ?? 'none: it makes one for each run'],
    ['issuer', identity?.issuer ?? 'none: it shows no tokens'],
    ...(identity === null ? [] : [['audience', identity.audience]]),
    ...Object.entries(identity?.claims ?? {}).map(([claim, expected]) => [
      `claim ${claim}`,
      String(expected),
    ]),
    ['may ask from', [...addressRanges].join(', ') || 'anywhere'],
    ['expires', expiresAt?.toJSON() ?? 'never'],
    ['state', state],
    ['digest', digest ?? 'none: the row is damaged and cannot be approved'],
  ]);
}
