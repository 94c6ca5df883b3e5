import { commandGroup } from './command.entry';

/** `token …` */
export const tokenCommand = commandGroup('token', 'Issue, list and revoke the tokens of service users.', [
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
]);
