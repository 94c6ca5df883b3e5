import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type ConsumerRowFragment,
  ConsumersDocument,
  CreateConsumerDocument,
  DeleteConsumerDocument,
  type WayOut,
} from '../../client/generated/graphql';
import { WayOut as WaysOut } from '../../core/way-out';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printedFields, printedJson } from '../command/printed-text';
import { timeAhead } from '../command/time-option';
import { confirmed } from '../session/confirmation';
import { printDone, printRows } from '../session/output';
import { chosen, teamId } from '../session/owner';
import { rowsOf } from '../session/pages';
import { openSession, type Session } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';

const CONSUMER = ['<consumer>', 'its name or id'] as const;

/** `consumer list`: the workloads that the caller may see. */
export function consumerListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List the consumers of an organization: the workloads that secrets are delivered to.')
    .action(async (options: SessionOptions) => {
      const rows = await consumersOf(await openSession(context, options));
      printRows(context, options, rows, ['NAME', 'APPROVED', 'WAYS OUT', 'EXPIRES', 'ID'], (row) => [
        row.name,
        row.approvedAt,
        row.waysOut.join(' '),
        row.expiresAt,
        row.id,
      ]);
    });
  takeExamples(command, 'secrets-gateway consumer list');
}

/** `consumer get <consumer>`. */
export function consumerGetCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Show a consumer: its key or identity, and what it may use.')
    .argument(...CONSUMER)
    .action(async (named: string, options: SessionOptions) => {
      const row = chosen(await consumersOf(await openSession(context, options)), named, 'consumer');
      context.stdout.write(options.json ? printedJson(row) : fieldsOf(row));
    });
  takeExamples(command, 'secrets-gateway consumer get deployer');
}

interface CreateOptions extends SessionOptions {
  readonly publicKey: string;
  readonly prefix?: string;
  readonly team?: string;
  readonly personal?: true;
  readonly way?: WayOut[];
  readonly address?: string[];
  readonly expires?: Date;
}

/** `consumer create <name>`. */
export function consumerCreateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Register a consumer with the public key that consumer init has printed on its machine.')
    .argument('<name>', 'its name')
    .requiredOption('--public-key <key>', 'its public key, 32 bytes in base64url')
    .option('--prefix <text>', 'it may use the secrets whose names begin with this text')
    .option('--team <team>', 'it may use the secrets of this team: its name or id')
    .option('--personal', 'it belongs to you, and may use your personal secrets')
    .addOption(
      new Option('--way <way>', 'how values may leave for it; may be repeated (default: all ways)')
        .choices(Object.values(WaysOut))
        .argParser(listed(Object.values(WaysOut))),
    )
    .option('--address <range>', 'where it may connect from; may be repeated (default: anywhere)', listed())
    .option('--expires <time>', 'when it expires: such as 52w', timeAhead)
    .action(async (name: string, options: CreateOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const { publicKey, prefix, team, personal, way, address, expires } = options;
      const uses = {
        ...(prefix !== undefined && { namePrefix: prefix }),
        ...(team !== undefined && { teamId: await teamId(session, team) }),
      };
      const input = {
        organizationId,
        name,
        publicKey,
        isPersonal: personal ?? false,
        uses,
        ...(way && { waysOut: way }),
        ...(address && { addressRanges: address }),
        ...(expires && { expiresAt: expires.toISOString() }),
      };
      const { consumer } = (await session.connection.sendOnce(CreateConsumerDocument, { input }))
        .createConsumer;
      printDone(context, options, `${consumer.name} created, ${consumer.id}`, consumer);
    });
  takeExamples(command, 'secrets-gateway consumer create deployer --public-key "$KEY" --prefix DEPLOY_');
}

/** `consumer delete <consumer>`. */
export function consumerDeleteCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Delete a consumer. Nothing is delivered to it any more.')
    .argument(...CONSUMER)
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & { readonly yes?: true }) => {
      const session = await openSession(context, options);
      const { id, name } = chosen(await consumersOf(session), named, 'consumer');
      await confirmed(context, `Delete the consumer ${name}`, options.yes);
      await session.connection.sendOnce(DeleteConsumerDocument, { input: { id } });
      printDone(context, options, `${name} deleted`, { id, name });
    });
  takeExamples(command, 'secrets-gateway consumer delete deployer');
}

async function consumersOf(session: Session): Promise<ConsumerRowFragment[]> {
  const { id: organizationId } = await session.organization();
  return rowsOf(
    async (page) =>
      (await session.connection.send(ConsumersDocument, { organizationId, ...page })).organization?.consumers,
  );
}

function fieldsOf(row: ConsumerRowFragment): string {
  const uses =
    row.namePrefix === '' ? 'every name' : row.namePrefix && `names that begin with ${row.namePrefix}`;
  return printedFields([
    ['name', row.name],
    ['id', row.id],
    ['public key', row.publicKey],
    ['identity', row.identity && `${row.identity.issuer}, for ${row.identity.audience}`],
    ['uses', uses],
    ['team', row.team?.name],
    ['ways out', row.waysOut.join(' ')],
    ['addresses', row.addressRanges.join(' ') || 'any'],
    ['approved', row.approvedAt ?? 'no'],
    ['expires', row.expiresAt ?? 'never'],
  ]);
}

/** Collects the texts of an option that may be repeated. @param choices what they may be. */
function listed(choices?: readonly string[]) {
  return (text: string, before: readonly string[] | undefined): readonly string[] => {
    if (choices !== undefined && !choices.includes(text)) {
      throw new InvalidArgumentError(`Give one of ${choices.join(', ')}.`);
    }
    return [...(before ?? []), text];
  };
}
