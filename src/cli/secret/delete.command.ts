import type { Command } from 'commander';
import { DeleteSecretDocument } from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printable, printedJson } from '../command/printed-text';
import { confirmed } from '../session/confirmation';
import { type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { requireSecret } from './secret-lookup';

/** `secret delete <name>`. */
export function secretDeleteCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description(
      'Delete a secret. It is gone for everybody at once, and "secret restore" brings it back for some days.',
    )
    .argument('<name>', 'the name or id of the secret')
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & OwnerOptions & { readonly yes?: true }) => {
      const session = await openSession(context, options);
      const { id, name } = await requireSecret(session, named, await ownerOf(session, options));
      await confirmed(context, `Delete the secret ${name}`, options.yes, { isFinal: false });
      const answer = await session.connection.sendOnce(DeleteSecretDocument, { input: { id } });
      const recoverableUntil = answer.deleteSecret.recoverableUntil ?? null;
      const rest = recoverableUntil === null ? '' : `; it can be restored until ${recoverableUntil}`;
      context.stdout.write(
        options.json ? printedJson({ id, name, recoverableUntil }) : `${printable(name)} deleted${rest}\n`,
      );
    });
  takeExamples(
    command,
    'secrets-gateway secret delete API_KEY',
    'secrets-gateway secret delete API_KEY --yes',
  );
}
