import { Command } from 'commander';
import { readConfig } from '../config';
import type { Token } from '../core/team';
import type { CommandContext } from './command.context';
import { printable } from './command.failure';
import { chosenOrganization, withWorkbench } from './operator';

const HEADINGS = ['ID', 'STATE', 'OF', 'NAME', 'CREATED', 'EXPIRES', 'LAST USED'];

/** `token list [--organization slug]` */
export function tokenListCommand(context: CommandContext): Command {
  return new Command('list')
    .description('List the tokens of an organization, newest first. Their texts are not stored.')
    .option('--organization <slug>', 'where; the only organization, or the one called default')
    .action(async (options: { organization?: string }) => {
      const rows = await withWorkbench(readConfig(context.environment), async (workbench) => {
        const { stores, services } = workbench;
        const organization = await chosenOrganization(workbench, options.organization);
        const tokens = await stores.tokens.ofOrganization(stores.database.reader, organization.id);
        const profiles = await services.directory.profiles([
          ...new Set(tokens.map((each) => each.principalId)),
        ]);
        const names = new Map(profiles.map(({ id, name }) => [id, name]));
        return tokens.map((token) => rowOf(token, names.get(token.principalId) ?? token.principalId));
      });
      context.stdout.write(table([HEADINGS, ...rows]));
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

function table(rows: readonly (readonly string[])[]): string {
  const texts = rows.map((row) => row.map(printable));
  const widths = HEADINGS.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
  return texts
    .map(
      (row) =>
        `${row
          .map((text, column) => text.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
