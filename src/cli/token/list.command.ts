import type { Command } from 'commander';
import { Permission } from '../../core/permission';
import type { Token } from '../../core/token';
import type { CommandContext } from '../command/command-context';
import { chosenOrganization, operatorPermit, withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printedList } from '../command/printed-text';

const HEADINGS = ['ID', 'STATE', 'OF', 'NAME', 'CREATED', 'EXPIRES', 'LAST USED'];

/** `token list [--organization slug]`: one row for each token, without its text. */
export function tokenListCommand(command: Command, context: CommandContext): void {
  command
    .description(
      'List the tokens of an organization, newest first. The tokens themselves are not stored and cannot be shown.',
    )
    .option('--organization <slug>', 'the organization (default: the only one, or the one called default)')
    .option('--json', 'print JSON')
    .action(async (options: { organization?: string; json?: true }) => {
      const rows = await withBackend(operatorConfig(context), async (backend) => {
        const { stores, services } = backend;
        const organization = await chosenOrganization(backend, options.organization);
        const tokens = await stores.tokens.ofOrganization(stores.database.reader, organization.id);
        const profiles = await services.directory.profiles(
          [operatorPermit(organization.id, Permission.VIEW_ORGANIZATION)],
          [...new Set(tokens.map((each) => each.principalId))],
        );
        const names = new Map(profiles.map(({ id, name }) => [id, name]));
        return tokens.map((token) => rowOf(token, names.get(token.principalId) ?? token.principalId));
      });
      context.stdout.write(printedList(HEADINGS, rows, options.json));
    });
}

function rowOf(token: Token, principal: string): string[] {
  const times = [token.createdAt, token.expiresAt, token.lastUsedAt];
  return [
    token.id,
    stateOf(token),
    principal,
    token.name,
    ...times.map((time) => time?.toISOString() ?? '-'),
  ];
}

function stateOf({ revokedAt, expiresAt }: Token): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : 'valid';
}
