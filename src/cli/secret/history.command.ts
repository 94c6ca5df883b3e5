import type { Command } from 'commander';
import { RollbackSecretDocument, SecretVersionsDocument } from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printable, printedJson, printedTable } from '../command/printed-text';
import { type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { count, rowsOf } from '../session/pages';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { requireSecret } from './secret-lookup';

const HEADINGS = ['VERSION', 'CREATED', 'BY', 'SEALED BY', 'RESTORED FROM', 'LAST USED', 'CLIENT'];

/** `secret history <name>`: one row for each version, newest first. */
export function secretHistoryCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('List the versions of a secret, newest first. Their values stay sealed.')
    .argument('<name>', 'the name or id of the secret')
    .option('--limit <number>', 'at most this many (default: all)', count)
    .action(async (name: string, options: SessionOptions & OwnerOptions & { readonly limit?: number }) => {
      const session = await openSession(context, options);
      const { id, version } = await requireSecret(session, name, await ownerOf(session, options));
      const versions = await rowsOf(
        async (page) =>
          (await session.connection.send(SecretVersionsDocument, { id, ...page })).secret?.versions,
        options.limit,
      );
      if (options.json) {
        context.stdout.write(printedJson(versions));
        return;
      }
      const rows = versions.map((each) => [
        each.version === version ? `${each.version} (current)` : String(each.version),
        each.createdAt,
        each.createdBy?.name ?? '-',
        each.sealedByClient ? 'client' : 'gateway',
        each.restoredFrom?.toString() ?? '-',
        each.lastUsedAt ?? '-',
        each.client ?? '-',
      ]);
      context.stdout.write(printedTable([HEADINGS, ...rows]));
    });
  takeExamples(command, 'secrets-gateway secret history API_KEY');
}

/** `secret rollback <name> <version>`: makes an earlier value current again. */
export function secretRollbackCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('Make an earlier value of a secret current again, as a new version. Nobody reads the value.')
    .argument('<name>', 'the name or id of the secret')
    .argument('<version>', 'the number that secret history shows', count)
    .action(async (name: string, toVersion: number, options: SessionOptions & OwnerOptions) => {
      const session = await openSession(context, options);
      const { id, version } = await requireSecret(session, name, await ownerOf(session, options));
      const input = { id, toVersion, expectedVersion: version };
      const { rollbackSecret } = await session.connection.sendOnce(RollbackSecretDocument, { input });
      const { secret } = rollbackSecret;
      context.stdout.write(
        options.json
          ? printedJson(secret)
          : `${printable(secret.name)} has the value of version ${toVersion} again, as version ${secret.version}\n`,
      );
    });
  takeExamples(command, 'secrets-gateway secret rollback API_KEY 3');
}
