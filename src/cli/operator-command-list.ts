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
    },
    {
      name: 'list',
      summary: 'list the tokens of an organization',
      load: async () => (await import('./token/list.command.ts')).tokenListCommand,
    },
    {
      name: 'revoke',
      summary: 'revoke a token',
      load: async () => (await import('./token/revoke.command.ts')).tokenRevokeCommand,
    },
  ],
  consumer: [
    {
      name: 'list',
      summary: 'list the consumers of all organizations',
      load: async () => (await import('./consumer/list.command.ts')).consumerListCommand,
    },
    {
      name: 'approve',
      summary: 'approve a consumer',
      load: async () => (await import('./consumer/approve.command.ts')).consumerApproveCommand,
    },
    {
      name: 'disapprove',
      summary: 'withdraw an approval',
      load: async () => (await import('./consumer/disapprove.command.ts')).consumerDisapproveCommand,
    },
  ],
  audit: [
    {
      name: 'list',
      summary: 'print the events of a chain, also of a deleted organization',
      load: async () => (await import('./audit/list.command.ts')).auditListCommand,
    },
    {
      name: 'verify',
      summary: 'check every chain of audit events',
      load: async () => (await import('./audit/verify.command.ts')).auditVerifyCommand,
    },
  ],
} as const satisfies Readonly<Record<string, readonly CommandEntry[]>>;
