import { join } from 'node:path';
import { DISPENSER_SETTINGS } from './dispenser';
import { LIMIT_SETTINGS, RATE_SETTINGS } from './limits';
import {
  addressRanges,
  ConfigError,
  databaseUrl,
  dataDir,
  type Environment,
  httpUrl,
  longToken,
  loopbackSwitch,
  optionalText,
  origins,
  type Setting,
  setting,
  wholeNumber,
} from './setting';

export { dispenserEnvironment } from './dispenser';
export { ConfigError, type Environment } from './setting';

const SETTINGS = {
  host: setting('HOST', 'address', '127.0.0.1', 'Where the gateway listens.', (text) => text ?? '127.0.0.1'),
  port: setting(
    'PORT',
    'port',
    '4000',
    'Port of the gateway: GraphQL at `/graphql`, playground at `/`, `/health/live`, `/health/ready`, `/metrics`. 0 takes a free one.',
    wholeNumber('PORT', 0, 65535, 4000),
  ),
  databaseUrl: setting(
    'DATABASE_URL',
    'URL',
    '`sqlite:<DATA_DIR>/gateway.db`',
    'The database: `sqlite:<file>` or `postgres://…`.',
    databaseUrl,
  ),
  databasePoolSize: setting(
    'DATABASE_POOL_SIZE',
    'connections',
    '10',
    'PostgreSQL connections of this process.',
    wholeNumber('DATABASE_POOL_SIZE', 1, 500, 10),
  ),
  dataDir: setting(
    'DATA_DIR',
    'folder',
    '`./data`',
    'Where the embedded default keeps its database and keys (made with mode 0700).',
    dataDir,
  ),
  sealingKey: setting(
    'SEALING_KEY',
    'text',
    '–',
    'The public sealing keys, one generation a line, the current one first.',
    optionalText,
  ),
  sealingKeyFile: setting(
    'SEALING_KEY_FILE',
    'file',
    '`<DATA_DIR>/sealing.key`',
    'File with the public sealing keys; made on the first start.',
    (text, environment) => text ?? join(dataDir(environment.DATA_DIR), 'sealing.key'),
  ),
  openingKeyFile: setting(
    'OPENING_KEY_FILE',
    'file',
    '`<DATA_DIR>/opening.key`',
    'File with the private opening keys, mode 0600. Only `run`, the dispenser and `keys` read it; the gateway refuses to start with OPENING_KEY in its environment.',
    (text, environment) => text ?? join(dataDir(environment.DATA_DIR), 'opening.key'),
  ),
  auditKey: setting('AUDIT_KEY', 'text', '–', 'The key of the audit chains.', optionalText),
  auditKeyFile: setting(
    'AUDIT_KEY_FILE',
    'file',
    '`<DATA_DIR>/audit.key`',
    'File with the key of the audit chains; made on the first start.',
    (text, environment) => text ?? join(dataDir(environment.DATA_DIR), 'audit.key'),
  ),
  sealedBoxGraceHours: setting(
    'SEALED_BOX_GRACE_HOURS',
    'hours',
    '168',
    'How long clients may still seal values to a key generation after a newer one came.',
    wholeNumber('SEALED_BOX_GRACE_HOURS', 0, 8760, 168),
  ),
  bootstrapToken: setting(
    'BOOTSTRAP_TOKEN',
    'text',
    'made and printed once',
    'On an empty database: the token of the first owner, at least 32 characters.',
    longToken('BOOTSTRAP_TOKEN'),
  ),
  oidcIssuer: setting(
    'OIDC_ISSUER',
    'URL',
    '–',
    'Turns on login of users with JSON Web Tokens of this issuer.',
    httpUrl('OIDC_ISSUER'),
  ),
  oidcAudience: setting(
    'OIDC_AUDIENCE',
    'text',
    '–',
    'The audience such a token must be for; needed with OIDC_ISSUER.',
    optionalText,
  ),
  playground: setting(
    'PLAYGROUND',
    'on or off',
    'on for loopback',
    'The playground at `/`.',
    loopbackSwitch('PLAYGROUND'),
  ),
  introspection: setting(
    'INTROSPECTION',
    'on or off',
    'on for loopback',
    'Introspection of the schema, and suggestions in error messages.',
    loopbackSwitch('INTROSPECTION'),
  ),
  metrics: setting(
    'METRICS',
    'on or off',
    'on for loopback',
    'Prometheus metrics at `/metrics`.',
    loopbackSwitch('METRICS'),
  ),
  federation: setting(
    'FEDERATION',
    'on or off',
    'on for loopback',
    'Serve `/graphql` as a Federation 2 subgraph, with `_entities` and `_service`.',
    loopbackSwitch('FEDERATION'),
  ),
  federationGatewayToken: setting(
    'FEDERATION_GATEWAY_TOKEN',
    'text',
    '–',
    'What a federation gateway sends as `Router-Authorization` to read `_service`, at least 32 characters. Without it `_service` answers on loopback only.',
    longToken('FEDERATION_GATEWAY_TOKEN'),
  ),
  corsOrigins: setting(
    'CORS_ORIGINS',
    'origins',
    'none',
    'Browser origins that may call the gateway, separated by commas.',
    origins,
  ),
  trustedProxies: setting(
    'TRUSTED_PROXIES',
    'ranges',
    'none',
    'Proxies whose `X-Forwarded-For` tells the caller’s address.',
    addressRanges('TRUSTED_PROXIES'),
  ),
  bodyLimit: setting(
    'BODY_LIMIT',
    'bytes',
    '262144',
    'Largest request body.',
    wholeNumber('BODY_LIMIT', 1024, 16 * 1024 * 1024, 256 * 1024),
  ),
  requestTimeoutMs: setting(
    'REQUEST_TIMEOUT_MS',
    'milliseconds',
    '30000',
    'How long a client may take to send a request.',
    wholeNumber('REQUEST_TIMEOUT_MS', 100, 600_000, 30_000),
  ),
  shutdownGraceMs: setting(
    'SHUTDOWN_GRACE_MS',
    'milliseconds',
    '10000',
    'How long requests in flight may take after SIGTERM.',
    wholeNumber('SHUTDOWN_GRACE_MS', 0, 600_000, 10_000),
  ),
  ...DISPENSER_SETTINGS,
  ...LIMIT_SETTINGS,
  ...RATE_SETTINGS,
  logLevel: setting('LOG_LEVEL', 'level', 'info', 'debug, info, warn, error or silent.', (text) => {
    if (text === undefined) return 'info';
    if (!['debug', 'info', 'warn', 'error', 'silent'].includes(text)) {
      throw new ConfigError('LOG_LEVEL', 'give debug, info, warn, error or silent');
    }
    return text;
  }),
} satisfies Record<string, Setting<unknown>>;

/** The whole configuration of a process, checked and frozen. */
export type Config = {
  readonly [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['parse']>;
};

/**
 * Reads the configuration from the environment. Empty variables count as left out.
 *
 * @throws ConfigError for the first variable that breaks its rule; the content is never in the message.
 */
export function readConfig(environment: Environment): Config {
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const config = Object.fromEntries(
    Object.entries(SETTINGS).map(([key, { name, parse }]) => [key, parse(given(name), environment)]),
  ) as unknown as Config;
  if ((config.oidcIssuer === undefined) !== (config.oidcAudience === undefined)) {
    throw new ConfigError('OIDC_AUDIENCE', 'give OIDC_ISSUER and OIDC_AUDIENCE together');
  }
  return Object.freeze(config);
}

/** The rows of the configuration table in the documentation. */
export function settingRows(): readonly { name: string; unit: string; default: string; doc: string }[] {
  return Object.values(SETTINGS).map(({ name, unit, default: fallback, doc }) => ({
    name,
    unit,
    default: fallback,
    doc,
  }));
}
