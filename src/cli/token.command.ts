import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { addEntries, type CommandEntry } from './command.entry';

const ENTRIES: readonly CommandEntry[] = [
  {
    name: 'issue',
    summary: 'issue a token for a service user',
    load: () =>
      (require('./token.issue.command') as typeof import('./token.issue.command')).tokenIssueCommand,
  },
  {
    name: 'list',
    summary: 'list the tokens of an organization',
    load: () => (require('./token.list.command') as typeof import('./token.list.command')).tokenListCommand,
  },
  {
    name: 'revoke',
    summary: 'revoke a token',
    load: () =>
      (require('./token.revoke.command') as typeof import('./token.revoke.command')).tokenRevokeCommand,
  },
];

/** `token …` */
export function tokenCommand(context: CommandContext, args: readonly string[]): Command {
  const command = new Command('token').description('Issue, list and revoke the tokens of service users.');
  return addEntries(command, ENTRIES, args, context);
}
