import { type Command, Option } from 'commander';
import { type SecretFilter, SecretsDocument } from '../../client/generated/graphql';
import { SecretType } from '../../core/secret';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printedJson } from '../command/printed-text';
import { timeAhead, timeBefore } from '../command/time-option';
import { takeOwnerOptions, teamId } from '../session/owner';
import { count, rowsOf } from '../session/pages';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { secretTable } from './secret-text';

interface ListOptions extends SessionOptions {
  readonly team?: string;
  readonly personal?: true;
  readonly prefix?: string;
  readonly search?: string;
  readonly type?: SecretType;
  readonly expiringBefore?: Date;
  readonly unusedSince?: Date;
  readonly limit?: number;
}

/** `secret list`: the metadata of the secrets that the caller may see. */
export function secretListCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('List the secrets that you may see, by name: of the organization, of teams, and your own.')
    .option('--prefix <text>', 'only names that begin with this text')
    .option('--search <text>', 'only names and notes that contain this text')
    .addOption(new Option('--type <type>', 'only this type').choices(Object.values(SecretType)))
    .option('--expiring-before <time>', 'only those that expire before: such as 30d', timeAhead)
    .option('--unused-since <time>', 'only those not used since: such as 90d', timeBefore)
    .option('--limit <number>', 'at most this many (default: all)', count)
    .action(async (options: ListOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const { prefix, search, type, expiringBefore, unusedSince } = options;
      const filter: SecretFilter = {
        ...(options.personal && { access: ['PERSONAL'] }),
        ...(options.team !== undefined && { access: ['TEAM'], teamId: await teamId(session, options.team) }),
        ...(prefix !== undefined && { namePrefix: prefix }),
        ...(search !== undefined && { text: search }),
        ...(type !== undefined && { types: [type] }),
        ...(expiringBefore !== undefined && { expiringBefore: expiringBefore.toISOString() }),
        ...(unusedSince !== undefined && { unusedSince: unusedSince.toISOString() }),
      };
      const secrets = await rowsOf(async (page) => {
        const sent = { organizationId, filter, ...page };
        return (await session.connection.send(SecretsDocument, sent)).organization?.secrets;
      }, options.limit);
      context.stdout.write(options.json ? printedJson(secrets) : secretTable(secrets));
    });
  takeExamples(
    command,
    'secrets-gateway secret list',
    'secrets-gateway secret list --team platform --expiring-before 30d',
    'secrets-gateway secret list --json | jq -r ".[].name"',
  );
}
