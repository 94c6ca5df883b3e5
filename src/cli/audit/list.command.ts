import type { Command } from 'commander';
import { readConfig } from '../../config/config';
import { type AuditEvent, INSTANCE_CHAIN } from '../../core/audit-event';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { withBackend } from '../command/operator';
import { printable } from '../command/printed-text';

const BATCH_SIZE = 500;

/** `audit list [chain]` @throws CommandError for a chain without events. */
export function auditListCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Print the events of a chain, oldest first: of the instance, or of the organization with this id, also after it was
deleted. The chain of the instance names the chains of all organizations. Reads without checking: see audit verify.`,
    )
    .argument('[chain]', 'the chain: instance, or the id of an organization', INSTANCE_CHAIN)
    .option('--json', 'print each event as a line of JSON')
    .action(async (chainId: string, { json }: { json?: true }) => {
      const line = json ? (event: AuditEvent) => JSON.stringify(event) : lineOf;
      const count = await withBackend(
        readConfig(context.environment),
        async ({ stores }) => {
          let sequence = 0;
          for (;;) {
            const batch = await stores.audit.stream(
              stores.database.reader,
              chainId,
              sequence + 1,
              BATCH_SIZE,
            );
            for (const { event } of batch) context.stdout.write(`${line(event)}\n`);
            const last = batch.at(-1);
            if (last === undefined) return sequence;
            sequence = last.event.sequence;
          }
        },
        { migrate: false, verifyingChains: true },
      );
      if (count === 0) throw new CommandError('there is no such chain of events', ExitCode.NOT_FOUND);
    });
}

function lineOf({
  sequence,
  at,
  action,
  outcome,
  principalId,
  subjectId,
  address,
  detail,
}: AuditEvent): string {
  const parts = [sequence, at.toISOString(), action, outcome, principalId, subjectId ?? '-', address || '-'];
  return printable([...parts, JSON.stringify(detail)].join('  '));
}
