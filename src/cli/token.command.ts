import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { tokenIssueCommand } from './token.issue.command';
import { tokenListCommand } from './token.list.command';
import { tokenRevokeCommand } from './token.revoke.command';

/** `token …` */
export function tokenCommand(context: CommandContext): Command {
  return new Command('token')
    .description('Issue, list and revoke the tokens of service users.')
    .addCommand(tokenIssueCommand(context))
    .addCommand(tokenListCommand(context))
    .addCommand(tokenRevokeCommand(context));
}
