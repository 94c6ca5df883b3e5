import { CLIENT_COMMANDS } from './client-command-list';
import type { CommandEntry } from './command-tree';
import { OPERATOR_COMMANDS } from './operator-command-list';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'start the gateway',
    load: async () => (await import('./serve/serve.command.ts')).serveCommand,
    examples: ['npx secrets-gateway serve'],
  },
  {
    name: 'dispense',
    summary: 'start the dispenser, the process that opens values and delivers them to workloads',
    load: async () => (await import('./serve/dispense.command.ts')).dispenseCommand,
    examples: ['secrets-gateway dispense --env-file dispenser.env'],
  },
  {
    name: 'run',
    summary: 'run a command with the secrets of an organization in its environment',
    load: async () => (await import('./run/run.command.ts')).runCommand,
    examples: [
      'secrets-gateway run -- printenv GREETING',
      'secrets-gateway run --consumer consumer.json --only DATABASE_PASSWORD -- node server.js',
    ],
  },
  {
    name: 'consumer',
    summary: 'create the file of a workload, print its one-time codes, register and approve workloads',
    commands: [
      {
        name: 'init',
        summary: 'create the file and the key pair of a workload',
        load: async () => (await import('./consumer/init.command.ts')).consumerInitCommand,
        examples: ['secrets-gateway consumer init consumer.json --dispenser https://dispenser.example.com'],
      },
      {
        name: 'code',
        summary: 'print the current code of a TOTP secret',
        load: async () => (await import('./consumer/code.command.ts')).consumerCodeCommand,
        examples: ['secrets-gateway consumer code consumer.json VENDOR_LOGIN'],
      },
      {
        name: 'list',
        summary: 'list the consumers of an organization',
        load: async () => (await import('./directory/consumer.command.ts')).consumerListCommand,
        onMachine: OPERATOR_COMMANDS.consumer[0],
      },
      {
        name: 'get',
        summary: 'show a consumer',
        load: async () => (await import('./directory/consumer.command.ts')).consumerGetCommand,
      },
      {
        name: 'create',
        summary: 'register a consumer',
        load: async () => (await import('./directory/consumer.command.ts')).consumerCreateCommand,
      },
      {
        name: 'delete',
        summary: 'delete a consumer',
        load: async () => (await import('./directory/consumer.command.ts')).consumerDeleteCommand,
      },
      ...OPERATOR_COMMANDS.consumer.slice(1),
    ],
  },
  ...CLIENT_COMMANDS,
  {
    name: 'doctor',
    summary: 'check settings, files, keys, the database and the dispenser',
    load: async () => (await import('./doctor/doctor.command.ts')).doctorCommand,
    examples: ['secrets-gateway doctor', 'secrets-gateway doctor --json'],
  },
  {
    name: 'migrate',
    summary: 'update the tables of the database',
    load: async () => (await import('./migrate.command.ts')).migrateCommand,
    examples: ['secrets-gateway migrate'],
  },
  {
    name: 'keys',
    summary: 'create, list, promote and retire key generations, and reseal values with the current one',
    commands: [
      {
        name: 'init',
        summary: 'create the keys of a new installation',
        load: async () => (await import('./keys/init.command.ts')).keysInitCommand,
        examples: ['secrets-gateway keys init'],
      },
      {
        name: 'generate',
        summary: 'create a key generation',
        load: async () => (await import('./keys/generate.command.ts')).keysGenerateCommand,
        examples: ['secrets-gateway keys generate'],
      },
      {
        name: 'list',
        summary: 'list the key generations',
        load: async () => (await import('./keys/list.command.ts')).keysListCommand,
        examples: ['secrets-gateway keys list'],
      },
      {
        name: 'promote',
        summary: 'make a key generation the current one',
        load: async () => (await import('./keys/promote.command.ts')).keysPromoteCommand,
        examples: ['secrets-gateway keys promote key-01m7…'],
      },
      {
        name: 'reseal',
        summary: 'seal all values with the current key generation',
        load: async () => (await import('./keys/reseal.command.ts')).keysResealCommand,
        examples: ['secrets-gateway keys reseal'],
      },
      {
        name: 'retire',
        summary: 'remove a key generation',
        load: async () => (await import('./keys/retire.command.ts')).keysRetireCommand,
        examples: ['secrets-gateway keys retire key-01m7…'],
      },
    ],
  },
  {
    name: 'token',
    summary: 'list, create and revoke tokens',
    commands: [
      {
        name: 'list',
        summary: 'list your tokens, or those of a service user',
        load: async () => (await import('./directory/token.command.ts')).tokenListCommand,
        onMachine: OPERATOR_COMMANDS.token[1],
      },
      {
        name: 'create',
        summary: 'create a token for yourself or for a service user',
        load: async () => (await import('./directory/token.command.ts')).tokenCreateCommand,
      },
      {
        name: 'revoke',
        summary: 'revoke a token, and what was made with it',
        load: async () => (await import('./directory/token.command.ts')).tokenRevokeCommand,
        onMachine: OPERATOR_COMMANDS.token[2],
      },
      OPERATOR_COMMANDS.token[0],
    ],
  },
  {
    name: 'audit',
    summary: 'list the audit events of an organization, and check the audit log',
    commands: [
      {
        name: 'list',
        summary: 'list the audit events of an organization',
        load: async () => (await import('./directory/audit.command.ts')).auditListCommand,
        onMachine: OPERATOR_COMMANDS.audit[0],
      },
      OPERATOR_COMMANDS.audit[1],
    ],
  },
  {
    name: 'operator',
    summary:
      'tokens, owners, consumers and the audit log of all organizations, on the machine of the gateway',
    commands: [
      {
        name: 'token',
        summary: 'issue, list and revoke the tokens of service users',
        commands: OPERATOR_COMMANDS.token,
      },
      { name: 'owner', summary: 'add owners of organizations', commands: OPERATOR_COMMANDS.owner },
      { name: 'consumer', summary: 'list and approve workloads', commands: OPERATOR_COMMANDS.consumer },
      { name: 'audit', summary: 'check and read the audit log', commands: OPERATOR_COMMANDS.audit },
    ],
  },
];
