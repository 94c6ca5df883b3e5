import type { Command } from 'commander';
import type { ConsumerReview } from '../../dispenser/consumer/consumer-approver';
import type { CommandContext } from '../command/command-context';
import { printedList } from '../command/printed-text';
import { withApprover } from './approval-command';

const HEADINGS = ['ID', 'STATE', 'DIGEST', 'PUBLIC KEY', 'IDENTITY', 'ORGANIZATION', 'NAME'];

/** `consumer list [--unapproved]`: one row for each consumer. */
export function consumerListCommand(command: Command, context: CommandContext): void {
  command
    .description(
      'List the consumers of all organizations: who they are, and whether each is approved in its present state.',
    )
    .option('--unapproved', 'only consumers that are not approved, or changed since they were')
    .option('--json', 'print JSON')
    .action(async ({ unapproved, json }: { unapproved?: true; json?: true }) => {
      const reviews = await withApprover(context, (approver) => approver.list());
      const shown = reviews.filter(({ state }) => !unapproved || state !== 'approved');
      context.stdout.write(printedList(HEADINGS, shown.map(rowOf), json));
    });
}

/**
 * The rows may have been written to deceive. Spaces are collapsed, so that no text looks like two columns, and the texts
 * that anyone may choose come last.
 */
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
