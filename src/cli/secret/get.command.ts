import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printedJson } from '../command/printed-text';
import { type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { requireSecret } from './secret-lookup';
import { secretFields } from './secret-text';

/** `secret get <name>`: the metadata of a secret. */
export function secretGetCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('Show the metadata of a secret. Nobody can read its value: see run.')
    .argument('<name>', 'the name or id of the secret')
    .action(async (name: string, options: SessionOptions & OwnerOptions) => {
      const session = await openSession(context, options);
      const secret = await requireSecret(session, name, await ownerOf(session, options));
      context.stdout.write(options.json ? printedJson(secret) : secretFields(secret));
    });
  takeExamples(
    command,
    'secrets-gateway secret get API_KEY',
    'secrets-gateway secret get API_KEY --team platform --json',
  );
}
