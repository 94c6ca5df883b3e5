import type { CommandEntry } from './command-tree';

/**
 * The commands of the operator for nouns that clients of a gateway have commands for, too. They work on the database of this
 * machine.
 */
export const OPERATOR_COMMANDS = {
  token: [
    {
      name: 'issue',
      summary: 'issue a token for a service user',
      load: async () => (await import('./token/issue.command.ts')).tokenIssueCommand,
      examples: ['secrets-gateway operator token issue --service-user builder --expires 90d'],
    },
    {
      name: 'list',
      summary: 'list the tokens of an organization',
      load: async () => (await import('./token/list.command.ts')).tokenListCommand,
      examples: ['secrets-gateway operator token list'],
    },
    {
      name: 'revoke',
      summary: 'revoke a token',
      load: async () => (await import('./token/revoke.command.ts')).tokenRevokeCommand,
      examples: ['secrets-gateway operator token revoke token-01m7…'],
    },
  ],
  owner: [
    {
      name: 'add',
      summary: 'make somebody an owner of an organization',
      load: async () => (await import('./owner/add.command.ts')).ownerAddCommand,
    },
  ],
  consumer: [
    {
      name: 'list',
      summary: 'list the consumers of all organizations',
      load: async () => (await import('./consumer/list.command.ts')).consumerListCommand,
      examples: ['secrets-gateway operator consumer list --unapproved'],
    },
    {
      name: 'approve',
      summary: 'approve a consumer',
      load: async () => (await import('./consumer/approve.command.ts')).consumerApproveCommand,
      examples: ['secrets-gateway operator consumer approve consumer-01m7…'],
    },
    {
      name: 'disapprove',
      summary: 'withdraw an approval',
      load: async () => (await import('./consumer/disapprove.command.ts')).consumerDisapproveCommand,
      examples: ['secrets-gateway operator consumer disapprove consumer-01m7…'],
    },
  ],
  audit: [
    {
      name: 'list',
      summary: 'print the events of a chain, also of a deleted organization',
      load: async () => (await import('./audit/list.command.ts')).auditListCommand,
      examples: [
        'secrets-gateway operator audit list',
        'secrets-gateway operator audit list org-01m7… --json',
      ],
    },
    {
      name: 'verify',
      summary: 'check every chain of audit events',
      load: async () => (await import('./audit/verify.command.ts')).auditVerifyCommand,
      examples: ['secrets-gateway operator audit verify'],
    },
  ],
} as const satisfies Readonly<Record<string, readonly CommandEntry[]>>;
