import type { Command } from 'commander';
import {
  DeletedSecretsDocument,
  type DeletedSecretsQuery,
  DestroySecretDocument,
  RestoreSecretDocument,
} from '../../client/generated/graphql';
import { foldCase } from '../../core/name';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printable, printedJson, printedTable } from '../command/printed-text';
import { confirmed } from '../session/confirmation';
import { type Owner, type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { rowsOf } from '../session/pages';
import { openSession, type Session } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { findSecret } from './secret-lookup';

type DeletedSecret = NonNullable<DeletedSecretsQuery['organization']>['deletedSecrets']['nodes'][number];

const HEADINGS = ['ID', 'NAME', 'ACCESS', 'DELETED', 'BY', 'RECOVERABLE UNTIL'];
const MISSING =
  'there is no such secret that you may see; "secrets-gateway secret deleted" lists deleted ones';

/** `secret deleted`: what can be restored, the last deleted first. */
export function secretDeletedCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List the deleted secrets that can be restored, the last deleted first.')
    .action(async (options: SessionOptions) => {
      const found = await deletedSecrets(await openSession(context, options));
      if (options.json) {
        context.stdout.write(printedJson(found));
        return;
      }
      const rows = found.map((each) => [
        each.secretId,
        each.name,
        each.team ? `TEAM ${each.team.name}` : each.access,
        each.deletedAt,
        each.deletedBy?.name ?? '-',
        each.recoverableUntil,
      ]);
      context.stdout.write(printedTable([HEADINGS, ...rows]));
    });
  takeExamples(command, 'secrets-gateway secret deleted');
}

/** `secret restore <name>`: brings back the secret of this name that was deleted last. */
export function secretRestoreCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('Bring a deleted secret back with all its versions.')
    .argument('<name>', 'its name or id; of several with one name, the last deleted')
    .option('--rename <name>', 'another name, if a new secret has the old one')
    .action(async (named: string, options: SessionOptions & OwnerOptions & { readonly rename?: string }) => {
      const session = await openSession(context, options);
      const found = await findDeleted(session, named, await ownerOf(session, options));
      if (found === undefined) throw new CommandError(MISSING, ExitCode.NOT_FOUND);
      const input = { id: found.secretId, name: options.rename };
      const { secret } = (await session.connection.sendOnce(RestoreSecretDocument, { input })).restoreSecret;
      context.stdout.write(
        options.json
          ? printedJson(secret)
          : `${printable(secret.name)} is back, with version ${secret.version}\n`,
      );
    });
  takeExamples(
    command,
    'secrets-gateway secret restore API_KEY',
    'secrets-gateway secret restore API_KEY --rename OLD_API_KEY',
  );
}

/** `secret destroy <name>`: shreds a secret, deleted or not. */
export function secretDestroyCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('Shred a secret and all its versions at once, whether it is deleted already or not.')
    .argument('<name>', 'the name or id of the secret; a deleted one is found if no other has the name')
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & OwnerOptions & { readonly yes?: true }) => {
      const session = await openSession(context, options);
      const owner = await ownerOf(session, options);
      const live = await findSecret(session, named, owner);
      const { id, name } = live ?? idOf(await findDeleted(session, named, owner));
      await confirmed(context, `Destroy the secret ${name}`, options.yes);
      await session.connection.sendOnce(DestroySecretDocument, { input: { id } });
      context.stdout.write(options.json ? printedJson({ id, name }) : `${printable(name)} destroyed\n`);
    });
  takeExamples(command, 'secrets-gateway secret destroy API_KEY --yes');
}

async function deletedSecrets(session: Session): Promise<DeletedSecret[]> {
  const { id: organizationId } = await session.organization();
  return rowsOf(async (page) => {
    const { organization } = await session.connection.send(DeletedSecretsDocument, {
      organizationId,
      ...page,
    });
    return organization?.deletedSecrets;
  });
}

async function findDeleted(
  session: Session,
  named: string,
  owner: Owner,
): Promise<DeletedSecret | undefined> {
  const folded = foldCase(named.normalize('NFC'));
  return (await deletedSecrets(session)).find(({ secretId, name, access, team }) => {
    const isOwners = access === owner.access && team?.id === owner.teamId;
    return secretId === named || (isOwners && foldCase(name) === folded);
  });
}

function idOf(found: DeletedSecret | undefined): { readonly id: string; readonly name: string } {
  if (found === undefined) throw new CommandError(MISSING, ExitCode.NOT_FOUND);
  return { id: found.secretId, name: found.name };
}
