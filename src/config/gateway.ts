import { join } from 'node:path';
import { isLoopbackHost } from '../core/address-range';
import { PostgresUrlError, parsePostgresUrl } from '../core/postgres-url';
import { ACCESS_SETTINGS } from './access';
import { IDENTITY_SETTINGS } from './identity';
import { DATA_DIR, KEY_SETTINGS } from './keys';
import {
  type ComputedDefault,
  ConfigError,
  choice,
  longToken,
  onOff,
  type Setting,
  type SettingName,
  setting,
  text,
  wholeNumber,
} from './setting';

const HOST = text({
  name: 'SECRETS_GATEWAY_HOST',
  unit: 'address',
  default: '127.0.0.1',
  doc: 'The address that the gateway listens on.',
});
/** The settings of the gateway. The dispenser and the commands share those of the database and the keys. */
export const GATEWAY_SETTINGS = {
  host: HOST,
  port: wholeNumber({
    name: 'SECRETS_GATEWAY_PORT',
    unit: 'port',
    min: 0,
    max: 65535,
    default: 4000,
    doc: 'The port of the gateway: GraphQL at `/graphql`, playground at `/`, `/health/live`, `/health/ready`, `/metrics`. 0 takes a free port.',
  }),
  databaseUrl: databaseUrl('SECRETS_GATEWAY_DATABASE_URL', {
    default: (environment) => `sqlite:${join(DATA_DIR.read(environment), 'gateway.db')}`,
    defaultText: '`sqlite:<data folder>/gateway.db`',
    doc: 'The database: `sqlite:<file>` or `postgres://…`.',
  }),
  databasePoolSize: wholeNumber({
    name: 'SECRETS_GATEWAY_DATABASE_POOL_SIZE',
    unit: 'connections',
    min: 1,
    max: 500,
    default: 10,
    doc: 'The largest number of PostgreSQL connections of a process.',
  }),
  allowForeignTables: onOff({
    name: 'SECRETS_GATEWAY_ALLOW_FOREIGN_TABLES',
    default: false,
    doc: 'Add the tables of the gateway to a database that has tables of another program. Otherwise such a database is refused before anything is written.',
  }),
  dataDir: DATA_DIR,
  ...KEY_SETTINGS,
  sealedBoxGraceHours: wholeNumber({
    name: 'SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS',
    unit: 'hours',
    min: 0,
    max: 8760,
    default: 168,
    doc: 'How long clients may still seal values to a key generation after a newer one is current.',
  }),
  purgeMinutes: wholeNumber({
    name: 'SECRETS_GATEWAY_PURGE_MINUTES',
    unit: 'minutes',
    min: 1,
    max: 1440,
    default: 10,
    doc: 'The pause between two purges of the versions that organizations no longer keep, and of deleted secrets after their recovery time.',
  }),
  recoveryDays: wholeNumber({
    name: 'SECRETS_GATEWAY_RECOVERY_DAYS',
    unit: 'days',
    min: 0,
    max: 365,
    default: 7,
    doc: 'How long a deleted secret can be restored. Then it is shredded; with 0, at once.',
  }),
  bootstrapToken: longToken({
    name: 'SECRETS_GATEWAY_BOOTSTRAP_TOKEN',
    unit: 'text',
    defaultText: 'generated and written to a file',
    doc: 'On an empty database: the token of the first owner, at least 32 characters.',
  }),
  ...IDENTITY_SETTINGS,
  playground: onForLoopback('SECRETS_GATEWAY_PLAYGROUND', 'Serve the playground at `/`.'),
  introspection: onForLoopback(
    'SECRETS_GATEWAY_INTROSPECTION',
    'Allow introspection of the schema, and suggestions in error messages.',
  ),
  metrics: onForLoopback('SECRETS_GATEWAY_METRICS', 'Serve Prometheus metrics at `/metrics`.'),
  federation: onForLoopback(
    'SECRETS_GATEWAY_FEDERATION',
    'Serve `/graphql` as a Federation 2 subgraph, with `_entities` and `_service`.',
  ),
  federationGatewayToken: longToken({
    name: 'SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN',
    unit: 'text',
    doc: 'The token that a federation gateway sends as `Router-Authorization` to read `_service`, at least 32 characters. Without it `_service` answers on loopback only.',
  }),
  ...ACCESS_SETTINGS,
  bodyLimit: wholeNumber({
    name: 'SECRETS_GATEWAY_BODY_LIMIT',
    unit: 'bytes',
    min: 1024,
    max: 16 * 1024 * 1024,
    default: 256 * 1024,
    doc: 'The largest request body.',
  }),
  anonymousBodyLimit: wholeNumber({
    name: 'SECRETS_GATEWAY_ANONYMOUS_BODY_LIMIT',
    unit: 'bytes',
    min: 1024,
    max: 16 * 1024 * 1024,
    default: 32 * 1024,
    doc: 'The largest body of a request without a credential.',
  }),
  requestTimeoutMs: wholeNumber({
    name: 'SECRETS_GATEWAY_REQUEST_TIMEOUT_MS',
    unit: 'milliseconds',
    min: 100,
    max: 600_000,
    default: 30_000,
    doc: 'How long a client may take to send a request.',
  }),
  operationTimeoutMs: wholeNumber({
    name: 'SECRETS_GATEWAY_OPERATION_TIMEOUT_MS',
    unit: 'milliseconds',
    min: 100,
    max: 600_000,
    default: 10_000,
    doc: 'How long the gateway may read the database for one GraphQL operation, or one request of a dialect.',
  }),
  shutdownGraceMs: wholeNumber({
    name: 'SECRETS_GATEWAY_SHUTDOWN_GRACE_MS',
    unit: 'milliseconds',
    min: 0,
    max: 600_000,
    default: 10_000,
    doc: 'How long requests in progress may take after SIGTERM.',
  }),
  confinement: onOff({
    name: 'SECRETS_GATEWAY_CONFINEMENT',
    default: true,
    doc: "Let `serve` run the gateway in a process of its own under Node's permission model: it reads the files that the settings name, its program and nothing else, writes no file except through SQLite, and starts no process. Off with SECRETS_GATEWAY_ALLOW_DEBUGGER.",
  }),
  allowDebugger: onOff({
    name: 'SECRETS_GATEWAY_ALLOW_DEBUGGER',
    default: false,
    doc: 'Start although the debugger of Node is open, or although options of Node write snapshots of the memory or reports. For development only.',
  }),
  logLevel: choice(['debug', 'info', 'warn', 'error', 'silent'], {
    name: 'SECRETS_GATEWAY_LOG_LEVEL',
    default: 'info',
    doc: 'The least severe level that is logged.',
  }),
} satisfies Record<string, Setting<unknown>>;

/** The database of a process. @param name the variable, which the error names. */
export function databaseUrl(
  name: SettingName,
  description: ComputedDefault<string> & { readonly doc: string },
): Setting<string> {
  return setting({ ...description, name, unit: 'URL', isCredential: true }, (given) => {
    if (/^sqlite:.+$/.test(given)) return given;
    if (!/^postgres(?:ql)?:\/\/.+$/.test(given)) {
      throw new ConfigError(name, 'give sqlite:<file> or postgres://…');
    }
    try {
      parsePostgresUrl(given);
    } catch (error) {
      if (error instanceof PostgresUrlError) throw new ConfigError(name, error.message);
      throw error;
    }
    return given;
  });
}

/** On where only this machine can reach the gateway. Anywhere else it must be switched on by name. */
function onForLoopback(name: SettingName, doc: string): Setting<boolean> {
  return onOff({
    name,
    default: (environment) => isLoopbackHost(HOST.read(environment)),
    defaultText: 'on for loopback',
    doc,
  });
}
