import type { Command } from 'commander';
import {
  CreateServiceUserDocument,
  CreateTokenDocument,
  OwnTokensDocument,
  RevokeTokenDocument,
  ServiceUsersDocument,
  ServiceUserTokensDocument,
  type TokenRowFragment,
} from '../../client/generated/graphql';
import { foldCase } from '../../core/name';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printable, printedJson } from '../command/printed-text';
import { timeAhead } from '../command/time-option';
import { printDone, printRows } from '../session/output';
import { rowsOf } from '../session/pages';
import { openSession, type Session } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { roleId } from './members';

interface TokenOptions extends SessionOptions {
  readonly serviceUser?: string;
}

interface CreateOptions extends TokenOptions {
  readonly name: string;
  readonly role?: string;
  readonly expires?: Date;
}

const HEADINGS = ['ID', 'STATE', 'OF', 'NAME', 'CREATED', 'EXPIRES', 'LAST USED'];

/** `token list`: the caller's own tokens, or those of a service user. */
export function tokenListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List your tokens, or those of a service user, newest first. Their texts cannot be shown.')
    .option('--service-user <name>', 'the tokens of this service user: its name or id')
    .action(async (options: TokenOptions) => {
      const session = await openSession(context, options);
      const { connection } = session;
      const { serviceUser } = options;
      const id = serviceUser === undefined ? undefined : await serviceUserId(session, serviceUser);
      if (serviceUser !== undefined && id === undefined) throw noServiceUser();
      const rows = await rowsOf(async (page) => {
        if (id === undefined) return (await connection.send(OwnTokensDocument, page)).viewer.tokens;
        const { node } = await connection.send(ServiceUserTokensDocument, { id, ...page });
        return node && 'tokens' in node ? node.tokens : undefined;
      });
      printRows(context, options, rows, HEADINGS, (row) => [
        row.id,
        stateOf(row),
        row.principal?.name,
        row.name,
        row.createdAt,
        row.expiresAt,
        row.lastUsedAt,
      ]);
    });
  takeExamples(command, 'secrets-gateway token list', 'secrets-gateway token list --service-user builder');
}

/** `token create`: prints only the token to standard output. */
export function tokenCreateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description(
      'Create a token for yourself or for a service user. It ends no later than your own. It is printed only once.',
    )
    .option('--service-user <name>', 'for this service user: its name or id')
    .option('--role <role>', 'create the service user, with this role')
    .option('--name <name>', 'a name for the token', 'command line')
    .option('--expires <time>', 'when it expires: such as 12h or 30d (default: with your own)', timeAhead)
    .action(async (options: CreateOptions) => {
      const session = await openSession(context, options);
      const { token, tokenText } = await created(session, options);
      if (options.json) {
        context.stdout.write(printedJson({ token, tokenText }));
        return;
      }
      const until = token.expiresAt ? `until ${token.expiresAt}` : 'until it is revoked';
      context.stderr.write(`${token.id}, for ${printable(token.principal?.name ?? '')}, valid ${until}:\n`);
      context.stdout.write(`${tokenText}\n`);
    });
  takeExamples(
    command,
    'secrets-gateway token create --expires 12h',
    'secrets-gateway token create --service-user builder --role MEMBER --expires 90d > builder.token',
  );
}

/** `token revoke <id>`. */
export function tokenRevokeCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description(
      'Revoke a token, and all that were made with it. The next request with one of them is refused.',
    )
    .argument('<id>', 'the id that token list shows')
    .action(async (id: string, options: SessionOptions) => {
      const { connection } = await openSession(context, options);
      const { token } = (await connection.sendOnce(RevokeTokenDocument, { input: { id } })).revokeToken;
      printDone(context, options, `${token.id} revoked`, token);
    });
  takeExamples(command, 'secrets-gateway token revoke token-01m7…');
}

async function created(session: Session, { name, serviceUser, role, expires }: CreateOptions) {
  const { id: organizationId } = await session.organization();
  const { connection } = session;
  const expiresAt = expires?.toISOString() ?? null;
  const principalId = serviceUser === undefined ? undefined : await serviceUserId(session, serviceUser);
  if (role !== undefined) {
    if (serviceUser === undefined) throw new CommandError('--role goes with --service-user', ExitCode.USAGE);
    if (principalId !== undefined) {
      throw new CommandError('--role: the service user exists; leave --role out', ExitCode.REFUSED);
    }
    const input = {
      organizationId,
      name: serviceUser,
      roleId: await roleId(session, role),
      ...(expiresAt !== null && { tokenExpiresAt: expiresAt }),
    };
    return (await connection.sendOnce(CreateServiceUserDocument, { input })).createServiceUser;
  }
  if (serviceUser !== undefined && principalId === undefined) throw noServiceUser();
  const input = {
    organizationId,
    name,
    ...(principalId !== undefined && { principalId }),
    ...(expiresAt !== null && { expiresAt }),
  };
  return (await connection.sendOnce(CreateTokenDocument, { input })).createToken;
}

async function serviceUserId(session: Session, named: string): Promise<string | undefined> {
  const { id: organizationId } = await session.organization();
  const rows = await rowsOf(
    async (page) =>
      (await session.connection.send(ServiceUsersDocument, { organizationId, ...page })).organization
        ?.serviceUsers,
  );
  const folded = foldCase(named.normalize('NFC'));
  return rows.find(({ id, name }) => id === named || foldCase(name) === folded)?.id;
}

function noServiceUser(): CommandError {
  return new CommandError(
    'there is no such service user; --role creates it with this role',
    ExitCode.NOT_FOUND,
  );
}

function stateOf({ revokedAt, expiresAt }: TokenRowFragment): string {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= Date.now() ? 'expired' : 'valid';
}
