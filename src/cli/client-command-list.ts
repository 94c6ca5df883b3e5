import type { CommandEntry } from './command-tree';

/** The commands that are clients of a gateway, in the order of the help. */
export const CLIENT_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'login',
    summary: 'log in to a gateway',
    load: async () => (await import('./login/login.command.ts')).loginCommand,
  },
  {
    name: 'logout',
    summary: 'forget a login',
    load: async () => (await import('./login/logout.command.ts')).logoutCommand,
  },
  {
    name: 'whoami',
    summary: 'show who you are to the gateway, and what you may do',
    load: async () => (await import('./login/whoami.command.ts')).whoamiCommand,
  },
  {
    name: 'context',
    summary: 'list, choose and remove the gateways that you have logged in to',
    commands: [
      {
        name: 'list',
        summary: 'list the contexts',
        load: async () => (await import('./login/context.command.ts')).contextListCommand,
      },
      {
        name: 'use',
        summary: 'choose the context that commands use',
        load: async () => (await import('./login/context.command.ts')).contextUseCommand,
      },
      {
        name: 'remove',
        summary: 'forget a context and its login',
        load: async () => (await import('./login/context.command.ts')).contextRemoveCommand,
      },
    ],
  },
  {
    name: 'secret',
    summary: 'set, list, change, roll back, delete and restore secrets',
    commands: [
      {
        name: 'set',
        summary: 'create a secret, or give it a new value',
        load: async () => (await import('./secret/set.command.ts')).secretSetCommand,
      },
      {
        name: 'get',
        summary: 'show the metadata of a secret',
        load: async () => (await import('./secret/get.command.ts')).secretGetCommand,
      },
      {
        name: 'list',
        summary: 'list the secrets that you may see',
        load: async () => (await import('./secret/list.command.ts')).secretListCommand,
      },
      {
        name: 'update',
        summary: 'change the metadata of a secret',
        load: async () => (await import('./secret/update.command.ts')).secretUpdateCommand,
      },
      {
        name: 'delete',
        summary: 'delete a secret',
        load: async () => (await import('./secret/delete.command.ts')).secretDeleteCommand,
      },
      {
        name: 'deleted',
        summary: 'list the deleted secrets that can be restored',
        load: async () => (await import('./secret/deleted.command.ts')).secretDeletedCommand,
      },
      {
        name: 'restore',
        summary: 'bring a deleted secret back',
        load: async () => (await import('./secret/deleted.command.ts')).secretRestoreCommand,
      },
      {
        name: 'destroy',
        summary: 'shred a secret at once',
        load: async () => (await import('./secret/deleted.command.ts')).secretDestroyCommand,
      },
      {
        name: 'history',
        summary: 'list the versions of a secret',
        load: async () => (await import('./secret/history.command.ts')).secretHistoryCommand,
      },
      {
        name: 'rollback',
        summary: 'make an earlier value current again',
        load: async () => (await import('./secret/history.command.ts')).secretRollbackCommand,
      },
    ],
  },
  {
    name: 'import',
    summary: 'import secrets from a .env file, JSON, YAML, or an export of another tool',
    load: async () => (await import('./import/import.command.ts')).importCommand,
  },
  {
    name: 'org',
    summary: 'list, create, change and delete organizations',
    commands: [
      {
        name: 'list',
        summary: 'list your organizations',
        load: async () => (await import('./directory/org.command.ts')).orgListCommand,
      },
      {
        name: 'create',
        summary: 'create an organization',
        load: async () => (await import('./directory/org.command.ts')).orgCreateCommand,
      },
      {
        name: 'update',
        summary: 'change an organization',
        load: async () => (await import('./directory/org.command.ts')).orgUpdateCommand,
      },
      {
        name: 'delete',
        summary: 'delete an organization with everything in it',
        load: async () => (await import('./directory/org.command.ts')).orgDeleteCommand,
      },
    ],
  },
  {
    name: 'team',
    summary: 'list, create and change teams',
    commands: [
      {
        name: 'list',
        summary: 'list the teams',
        load: async () => (await import('./directory/team.command.ts')).teamListCommand,
      },
      {
        name: 'create',
        summary: 'create a team',
        load: async () => (await import('./directory/team.command.ts')).teamCreateCommand,
      },
      {
        name: 'rename',
        summary: 'rename a team',
        load: async () => (await import('./directory/team.command.ts')).teamRenameCommand,
      },
      {
        name: 'delete',
        summary: 'delete a team',
        load: async () => (await import('./directory/team.command.ts')).teamDeleteCommand,
      },
      {
        name: 'add-member',
        summary: 'add a member to a team',
        load: async () => (await import('./directory/team.command.ts')).teamAddMemberCommand,
      },
      {
        name: 'remove-member',
        summary: 'remove a member from a team',
        load: async () => (await import('./directory/team.command.ts')).teamRemoveMemberCommand,
      },
    ],
  },
  {
    name: 'member',
    summary: 'list, add and change the members of an organization',
    commands: [
      {
        name: 'list',
        summary: 'list the members',
        load: async () => (await import('./directory/member.command.ts')).memberListCommand,
      },
      {
        name: 'add',
        summary: 'add a member',
        load: async () => (await import('./directory/member.command.ts')).memberAddCommand,
      },
      {
        name: 'update',
        summary: 'give a member another role',
        load: async () => (await import('./directory/member.command.ts')).memberUpdateCommand,
      },
      {
        name: 'remove',
        summary: 'remove a member',
        load: async () => (await import('./directory/member.command.ts')).memberRemoveCommand,
      },
    ],
  },
];
