import { join, resolve } from 'node:path';
import { isLoopbackHost } from '../core/address-range';
import {
  addressRanges,
  type ComputedDefault,
  ConfigError,
  choice,
  httpUrl,
  longToken,
  onOff,
  origins,
  type Setting,
  setting,
  text,
  wholeNumber,
  words,
} from './setting';

const HOST = text({
  name: 'HOST',
  unit: 'address',
  default: '127.0.0.1',
  doc: 'The address that the gateway listens on.',
});
const DATA_DIR = setting(
  {
    name: 'DATA_DIR',
    unit: 'folder',
    default: () => resolve('data'),
    defaultText: '`./data`',
    doc: 'The folder of the database and the keys, unless other variables name them. It is created with mode 0700.',
  },
  (given) => resolve(given),
);

/** The settings of the gateway. The dispenser and the commands share those of the database and the keys. */
export const GATEWAY_SETTINGS = {
  host: HOST,
  port: wholeNumber({
    name: 'PORT',
    unit: 'port',
    min: 0,
    max: 65535,
    default: 4000,
    doc: 'The port of the gateway: GraphQL at `/graphql`, playground at `/`, `/health/live`, `/health/ready`, `/metrics`. 0 takes a free port.',
  }),
  databaseUrl: databaseUrl('DATABASE_URL', {
    default: (environment) => `sqlite:${join(DATA_DIR.read(environment), 'gateway.db')}`,
    defaultText: '`sqlite:<DATA_DIR>/gateway.db`',
    doc: 'The database: `sqlite:<file>` or `postgres://…`.',
  }),
  databasePoolSize: wholeNumber({
    name: 'DATABASE_POOL_SIZE',
    unit: 'connections',
    min: 1,
    max: 500,
    default: 10,
    doc: 'The largest number of PostgreSQL connections of a process.',
  }),
  dataDir: DATA_DIR,
  sealingKey: text({
    name: 'SEALING_KEY',
    unit: 'text',
    default: undefined,
    doc: 'The public sealing keys, one generation on a line, the current one first.',
  }),
  sealingKeyFile: dataFile(
    'SEALING_KEY_FILE',
    'sealing.key',
    'The file of the public sealing keys. The first start creates it.',
  ),
  openingKeyFile: dataFile(
    'OPENING_KEY_FILE',
    'opening.key',
    'The file of the private opening keys, with mode 0600. Only `run`, the dispenser and `keys` read it. The gateway refuses to start with OPENING_KEY in its environment.',
  ),
  auditKey: text({
    name: 'AUDIT_KEY',
    isCredential: true,
    unit: 'text',
    default: undefined,
    doc: 'The key of the audit chains.',
  }),
  auditKeyFile: dataFile(
    'AUDIT_KEY_FILE',
    'audit.key',
    'The file of the key of the audit chains. The first start creates it.',
  ),
  sealedBoxGraceHours: wholeNumber({
    name: 'SEALED_BOX_GRACE_HOURS',
    unit: 'hours',
    min: 0,
    max: 8760,
    default: 168,
    doc: 'How long clients may still seal values to a key generation after a newer one is current.',
  }),
  bootstrapToken: longToken({
    name: 'BOOTSTRAP_TOKEN',
    unit: 'text',
    defaultText: 'generated and printed once',
    doc: 'On an empty database: the token of the first owner, at least 32 characters.',
  }),
  oidcIssuer: httpUrl({
    name: 'OIDC_ISSUER',
    unit: 'URL',
    doc: 'Lets users log in with JSON Web Tokens of this issuer.',
  }),
  oidcAudience: text({
    name: 'OIDC_AUDIENCE',
    unit: 'text',
    default: undefined,
    doc: 'The audience that these tokens must name. Required with OIDC_ISSUER.',
  }),
  oidcAuthorizedParties: words({
    name: 'OIDC_AUTHORIZED_PARTIES',
    unit: 'client ids',
    default: [],
    doc: 'Clients whose tokens are accepted even if they name other audiences too, separated by commas. They are compared with the claim `azp`; `OIDC_AUDIENCE` is always one of them.',
  }),
  playground: onForLoopback('PLAYGROUND', 'Serve the playground at `/`.'),
  introspection: onForLoopback(
    'INTROSPECTION',
    'Allow introspection of the schema, and suggestions in error messages.',
  ),
  metrics: onForLoopback('METRICS', 'Serve Prometheus metrics at `/metrics`.'),
  federation: onForLoopback(
    'FEDERATION',
    'Serve `/graphql` as a Federation 2 subgraph, with `_entities` and `_service`.',
  ),
  federationGatewayToken: longToken({
    name: 'FEDERATION_GATEWAY_TOKEN',
    unit: 'text',
    doc: 'The token that a federation gateway sends as `Router-Authorization` to read `_service`, at least 32 characters. Without it `_service` answers on loopback only.',
  }),
  corsOrigins: origins({
    name: 'CORS_ORIGINS',
    unit: 'origins',
    default: [],
    doc: 'Browser origins that may call the gateway, separated by commas.',
  }),
  hostNames: setting<readonly string[]>(
    {
      name: 'HOST_NAMES',
      unit: 'names',
      default: [],
      doc: 'Names that the `Host` header of a request may have on loopback, besides `localhost` and loopback addresses; separated by commas. For a proxy on the same machine that keeps the header. Anywhere else every name is answered.',
    },
    (given) => {
      const names = given
        .toLowerCase()
        .split(',')
        .map((each) => each.trim());
      if (names.every((each) => /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(each))) return names;
      throw new ConfigError(
        'HOST_NAMES',
        'give names without ports, like secrets.example.com, separated by commas',
      );
    },
  ),
  trustedProxies: addressRanges({
    name: 'TRUSTED_PROXIES',
    unit: 'ranges',
    default: [],
    doc: 'Proxies whose `X-Forwarded-For` header names the address of the caller.',
  }),
  bodyLimit: wholeNumber({
    name: 'BODY_LIMIT',
    unit: 'bytes',
    min: 1024,
    max: 16 * 1024 * 1024,
    default: 256 * 1024,
    doc: 'The largest request body.',
  }),
  requestTimeoutMs: wholeNumber({
    name: 'REQUEST_TIMEOUT_MS',
    unit: 'milliseconds',
    min: 100,
    max: 600_000,
    default: 30_000,
    doc: 'How long a client may take to send a request.',
  }),
  shutdownGraceMs: wholeNumber({
    name: 'SHUTDOWN_GRACE_MS',
    unit: 'milliseconds',
    min: 0,
    max: 600_000,
    default: 10_000,
    doc: 'How long requests in progress may take after SIGTERM.',
  }),
  allowDebugger: onOff({
    name: 'ALLOW_DEBUGGER',
    default: false,
    doc: 'Start although the debugger of Node is open, or although options of Node write snapshots of the memory or reports. For development only.',
  }),
  logLevel: choice(['debug', 'info', 'warn', 'error', 'silent'], {
    name: 'LOG_LEVEL',
    default: 'info',
    doc: 'The least severe level that is logged.',
  }),
} satisfies Record<string, Setting<unknown>>;

/** The database of a process. @param name the variable, which the error names. */
export function databaseUrl(
  name: string,
  description: ComputedDefault<string> & { readonly doc: string },
): Setting<string> {
  return setting({ ...description, name, unit: 'URL', isCredential: true }, (given) => {
    if (/^(?:sqlite:.+|postgres(?:ql)?:\/\/.+)$/.test(given)) return given;
    throw new ConfigError(name, 'give sqlite:<file> or postgres://…');
  });
}

function dataFile(name: string, file: string, doc: string): Setting<string> {
  return text<string>({
    name,
    unit: 'file',
    default: (environment) => join(DATA_DIR.read(environment), file),
    defaultText: `\`<DATA_DIR>/${file}\``,
    doc,
  });
}

/** On where only this machine can reach the gateway. Anywhere else it must be switched on by name. */
function onForLoopback(name: string, doc: string): Setting<boolean> {
  return onOff({
    name,
    default: (environment) => isLoopbackHost(HOST.read(environment)),
    defaultText: 'on for loopback',
    doc,
  });
}
