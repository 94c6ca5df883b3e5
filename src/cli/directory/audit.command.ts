import { type Command, Option } from 'commander';
import {
  type AuditAction,
  type AuditEventFilter,
  AuditEventsDocument,
  type AuditOutcome,
} from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { timeBefore } from '../command/time-option';
import { printRows } from '../session/output';
import { count, rowsOf } from '../session/pages';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';

interface ListOptions extends SessionOptions {
  readonly action?: AuditAction[];
  readonly principal?: string;
  readonly subject?: string;
  readonly outcome?: AuditOutcome;
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
}

const HEADINGS = ['AT', 'ACTION', 'OUTCOME', 'PRINCIPAL', 'SUBJECT', 'ADDRESS', 'DETAIL'];

/** `audit list`: the events of an organization, newest first. */
export function auditListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List the audit events of an organization, newest first.')
    .option('--action <actions...>', 'only these actions, such as SECRET_CREATE')
    .option('--principal <id>', 'only what this user, service user or consumer did')
    .option('--subject <id>', 'only what was done to this object')
    .addOption(new Option('--outcome <outcome>', 'only this outcome').choices(['ALLOWED', 'REFUSED']))
    .option('--since <time>', 'only after: such as 24h or 2030-01-31T12:00:00Z', timeBefore)
    .option('--until <time>', 'only before', timeBefore)
    .option('--limit <number>', 'at most this many', count, 50)
    .action(async (options: ListOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const filter = filterOf(options);
      const rows = await rowsOf(async (page) => {
        const sent = { organizationId, filter, ...page };
        return (await session.connection.send(AuditEventsDocument, sent)).organization?.auditEvents;
      }, options.limit);
      printRows(context, options, rows, HEADINGS, (row) => [
        row.at,
        row.action,
        row.outcome,
        row.principalId,
        row.subjectId,
        row.address,
        row.detail.map(({ name, text }) => `${name}=${text}`).join(' '),
      ]);
    });
  takeExamples(
    command,
    'secrets-gateway audit list --since 24h --outcome REFUSED',
    'secrets-gateway audit list --action SECRET_CREATE SECRET_UPDATE --json',
  );
}

function filterOf({ action, principal, subject, outcome, since, until }: ListOptions): AuditEventFilter {
  return {
    ...(action && { actions: action }),
    ...(principal !== undefined && { principalId: principal }),
    ...(subject !== undefined && { subjectId: subject }),
    ...(outcome !== undefined && { outcome }),
    ...(since && { since: since.toISOString() }),
    ...(until && { until: until.toISOString() }),
  };
}
