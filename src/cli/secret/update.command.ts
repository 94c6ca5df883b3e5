import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UpdateSecretDocument } from '../../client/generated/graphql';
import { SecretVisibility } from '../../core/secret';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printedJson } from '../command/printed-text';
import { timeAhead } from '../command/time-option';
import { type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { requireSecret } from './secret-lookup';
import { secretFields } from './secret-text';

interface UpdateOptions extends SessionOptions, OwnerOptions {
  readonly rename?: string;
  readonly note?: string;
  readonly expires?: Date | 'never';
  readonly sensitive?: boolean;
  readonly visibility?: SecretVisibility;
}

/** `secret update <name>`: changes the metadata of a secret, if nobody else changes it at the same time. */
export function secretUpdateCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description('Change the metadata of a secret. A new value is set with secret set.')
    .argument('<name>', 'the name or id of the secret')
    .option('--rename <name>', 'its new name')
    .option('--note <text>', 'its note; "" for none')
    .option('--expires <time>', 'when it expires: such as 30d or 2030-01-31T12:00:00Z, or never', expiry)
    .option('--sensitive', 'mask the value in the output of run')
    .option('--no-sensitive', 'do not mask the value in the output of run')
    .addOption(
      new Option('--visibility <visibility>', 'which repositories may use it').choices([
        SecretVisibility.ALL,
        SecretVisibility.PRIVATE,
      ]),
    )
    .action(async (name: string, options: UpdateOptions) => {
      const { rename, note, expires, sensitive, visibility } = options;
      const changes = {
        ...(rename !== undefined && { name: rename }),
        ...(note !== undefined && { note: note || null }),
        ...(expires !== undefined && { expiresAt: expires === 'never' ? null : expires.toISOString() }),
        ...(sensitive !== undefined && { isSensitive: sensitive }),
        ...(visibility !== undefined && { visibility }),
      };
      if (Object.keys(changes).length === 0) {
        throw new CommandError('nothing to change; add --help for the options', ExitCode.USAGE);
      }
      const session = await openSession(context, options);
      const { id, updatedAt } = await requireSecret(session, name, await ownerOf(session, options));
      const input = { id, expectedUpdatedAt: updatedAt, idempotencyKey: randomUUID(), ...changes };
      const { secret } = (await session.connection.send(UpdateSecretDocument, { input })).updateSecret;
      context.stdout.write(options.json ? printedJson(secret) : secretFields(secret));
    });
  takeExamples(
    command,
    'secrets-gateway secret update API_KEY --expires 90d --note "rotate in the console of the vendor"',
    'secrets-gateway secret update API_KEY --rename VENDOR_API_KEY',
  );
}

function expiry(text: string): Date | 'never' {
  if (text === 'never') return text;
  try {
    return timeAhead(text);
  } catch {
    throw new InvalidArgumentError('Give a number and m, h, d or w, such as 30d, a point in time, or never.');
  }
}
