import type { Command } from 'commander';
import type { ConsumerReview } from '../../dispenser/consumer/consumer-approver';
import type { CommandContext } from '../command-context';
import { printedTable } from '../printed-text';
import { withApprover } from './approval-command';

const HEADINGS = ['ID', 'STATE', 'DIGEST', 'PUBLIC KEY', 'IDENTITY', 'ORGANIZATION', 'NAME'];

/** `consumer list [--unapproved]` */
export function consumerListCommand(command: Command, context: CommandContext): void {
  command
    .description(
      'List the consumers of all organizations: whether the dispenser has approved them as they are now, and who they are.',
    )
    .option('--unapproved', 'only those that are not approved, or were changed since')
    .action(async ({ unapproved }: { unapproved?: true }) => {
      const standings = await withApprover(context, (approver) => approver.list());
      const shown = standings.filter(({ state }) => !unapproved || state !== 'approved');
      context.stdout.write(printedTable([HEADINGS, ...shown.map(rowOf)]));
    });
}

/** Somebody may have written the rows to deceive: no text can look like two columns, and what they may choose comes last. */
function rowOf({ organization, consumer, state, digest }: ConsumerReview): string[] {
  const { id, name, publicKey } = consumer;
  const texts = [id, state, digest ?? '-', publicKey ?? '-', identityOf(consumer), organization.slug, name];
  return texts.map((text) => text.replace(/\p{Zs}+/gu, ' '));
}

function identityOf({ identity }: ConsumerReview['consumer']): string {
  if (identity === null) return '-';
  const { issuer, audience, claims } = identity;
  const pinned = Object.entries(claims).map(([claim, expected]) => `${claim}=${JSON.stringify(expected)}`);
  return [issuer, JSON.stringify(audience), ...pinned].join(' ');
}
