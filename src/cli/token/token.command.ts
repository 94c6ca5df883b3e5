import { commandGroup } from '../command-entry';

/** `token …` */
export const tokenCommand = commandGroup('token', 'Issue, list and revoke the tokens of service users.', [
  {
    name: 'issue',
    summary: 'issue a token for a service user',
    load: () => (require('./issue.command') as typeof import('./issue.command')).tokenIssueCommand,
  },
  {
    name: 'list',
    summary: 'list the tokens of an organization',
    load: () => (require('./list.command') as typeof import('./list.command')).tokenListCommand,
  },
  {
    name: 'revoke',
    summary: 'revoke a token',
    load: () => (require('./revoke.command') as typeof import('./revoke.command')).tokenRevokeCommand,
  },
]);
