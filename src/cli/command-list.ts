import type { CommandEntry } from './command-tree';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'start the gateway',
    load: async () => (await import('./serve/serve.command.ts')).serveCommand,
  },
  {
    name: 'dispense',
    summary: 'start the dispenser, the process that opens values and delivers them to workloads',
    load: async () => (await import('./serve/dispense.command.ts')).dispenseCommand,
  },
  {
    name: 'run',
    summary: 'run a command with the secrets of an organization in its environment',
    load: async () => (await import('./run/run.command.ts')).runCommand,
  },
  {
    name: 'consumer',
    summary: 'create the file of a workload, print its one-time codes, and approve workloads',
    commands: [
      {
        name: 'init',
        summary: 'create the file and the key pair of a workload',
        load: async () => (await import('./consumer/init.command.ts')).consumerInitCommand,
      },
      {
        name: 'code',
        summary: 'print the current code of a TOTP secret',
        load: async () => (await import('./consumer/code.command.ts')).consumerCodeCommand,
      },
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
  },
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
    summary: 'set, list, change, roll back and delete secrets through a gateway',
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
    name: 'doctor',
    summary: 'check settings, files, keys, the database and the dispenser',
    load: async () => (await import('./doctor/doctor.command.ts')).doctorCommand,
  },
  {
    name: 'migrate',
    summary: 'update the tables of the database',
    load: async () => (await import('./migrate.command.ts')).migrateCommand,
  },
  {
    name: 'keys',
    summary: 'create, list, promote and retire key generations, and reseal values with the current one',
    commands: [
      {
        name: 'init',
        summary: 'create the keys of a new installation',
        load: async () => (await import('./keys/init.command.ts')).keysInitCommand,
      },
      {
        name: 'generate',
        summary: 'create a key generation',
        load: async () => (await import('./keys/generate.command.ts')).keysGenerateCommand,
      },
      {
        name: 'list',
        summary: 'list the key generations',
        load: async () => (await import('./keys/list.command.ts')).keysListCommand,
      },
      {
        name: 'promote',
        summary: 'make a key generation the current one',
        load: async () => (await import('./keys/promote.command.ts')).keysPromoteCommand,
      },
      {
        name: 'reseal',
        summary: 'seal all values with the current key generation',
        load: async () => (await import('./keys/reseal.command.ts')).keysResealCommand,
      },
      {
        name: 'retire',
        summary: 'remove a key generation',
        load: async () => (await import('./keys/retire.command.ts')).keysRetireCommand,
      },
    ],
  },
  {
    name: 'token',
    summary: 'issue, list and revoke the tokens of service users',
    commands: [
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
  },
  {
    name: 'audit',
    summary: 'check and read the audit log',
    commands: [
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
  },
];
