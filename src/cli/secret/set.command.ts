import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { PutSecretDocument, type PutSecretInput } from '../../client/generated/graphql';
import { sentValue } from '../../client/sent-value';
import { SecretType, SecretVisibility } from '../../core/secret';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printable, printedJson } from '../command/printed-text';
import { timeAhead } from '../command/time-option';
import { type OwnerOptions, ownerOf, takeOwnerOptions } from '../session/owner';
import { count } from '../session/pages';
import { sealingKey } from '../session/sealing-key';
import { openSession, type Session } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { readValue } from '../session/value-input';
import { findSecret } from './secret-lookup';

interface SetOptions extends SessionOptions, OwnerOptions {
  readonly file?: string;
  readonly keepLineEnd?: true;
  readonly isFile?: true;
  readonly generate?: number;
  readonly sealedByGateway?: true;
  readonly type?: SecretType;
  readonly note?: string;
  readonly expires?: Date;
  readonly sensitive?: boolean;
  readonly visibility?: SecretVisibility;
  readonly expectedVersion?: number;
}

/** `secret set <name>`: creates a secret, or gives it a new value. */
export function secretSetCommand(command: Command, context: CommandContext): void {
  takeOwnerOptions(takeSessionOptions(command))
    .description(
      `Create a secret, or give it a new value. The value is read from standard input (without the line end at its end), from
a file, or from a hidden prompt, and never from an argument. It is sealed on this machine, so that the gateway does not have
it either.`,
    )
    .argument('<name>', 'the name of the secret')
    .option('--file <path>', 'read the value from this file, byte for byte')
    .option('--keep-line-end', 'keep the line end at the end of standard input')
    .option('--is-file', 'the value is a file, which need not be text')
    .addOption(
      new Option('--generate <length>', 'let the gateway make a random value of so many letters and digits')
        .argParser(count)
        .conflicts(['file', 'sealedByGateway', 'keepLineEnd']),
    )
    .option('--sealed-by-gateway', 'send the value to the gateway, which seals it')
    .addOption(
      new Option('--type <type>', 'what the value is (default: KEY_VALUE)').choices(
        Object.values(SecretType),
      ),
    )
    .option('--note <text>', 'a note, which everyone reads who may see the secret')
    .option('--expires <time>', 'when it expires: such as 12h, 30d, 52w or 2030-01-31T12:00:00Z', timeAhead)
    .option('--sensitive', 'mask the value in the output of run (default for a new secret)')
    .option('--no-sensitive', 'do not mask the value in the output of run')
    .addOption(
      new Option('--visibility <visibility>', 'which repositories may use it').choices([
        SecretVisibility.ALL,
        SecretVisibility.PRIVATE,
      ]),
    )
    .option('--expected-version <number>', 'only if this is its current version', count)
    .action(async (name: string, options: SetOptions) => {
      const session = await openSession(context, options);
      const input = await inputOf(session, context, name, options);
      const { putSecret } = await session.connection.send(PutSecretDocument, { input });
      const { created, secret } = putSecret;
      context.stdout.write(
        options.json
          ? printedJson({ created, secret })
          : `${printable(secret.name)} ${created ? 'created' : 'changed'}, version ${secret.version}\n`,
      );
    });
  takeExamples(
    command,
    'secrets-gateway secret set API_KEY                     # asks for the value',
    'printf %s "$VALUE" | secrets-gateway secret set API_KEY --note "from the vendor"',
    'secrets-gateway secret set TLS_KEY --file key.pem --is-file --team platform',
    'secrets-gateway secret set SESSION_KEY --generate 48',
  );
}

async function inputOf(
  session: Session,
  context: CommandContext,
  name: string,
  options: SetOptions,
): Promise<PutSecretInput> {
  const { note, sensitive, visibility, expectedVersion, type, generate } = options;
  const owner = await ownerOf(session, options);
  const { id: organizationId } = await session.organization();
  const fields: PutSecretInput = {
    organizationId,
    name,
    ...owner,
    ...(type !== undefined && { type }),
    ...(options.isFile && { isFile: true }),
    ...(note !== undefined && { note: note || null }),
    ...(options.expires !== undefined && { expiresAt: options.expires.toISOString() }),
    ...(sensitive !== undefined && { isSensitive: sensitive }),
    ...(visibility !== undefined && { visibility }),
    ...(expectedVersion !== undefined && { expectedVersion }),
    idempotencyKey: randomUUID(),
  };
  if (generate !== undefined) return { ...fields, generate: { length: generate } };
  const existing = await findSecret(session, name, owner);
  if (existing && type !== undefined && existing.type !== type) {
    throw new CommandError('--type: the secret exists and has another type', ExitCode.REFUSED);
  }
  const plaintext = await readValue(context, options, `Value of ${printable(name)}`);
  const kind = {
    type: existing?.type ?? type ?? SecretType.KEY_VALUE,
    isFile: existing?.isFile ?? options.isFile ?? false,
  };
  const key = options.sealedByGateway ? undefined : await sealingKey(session);
  return { ...fields, ...(await sentValue(plaintext, kind, key)) };
}
