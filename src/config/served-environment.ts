import { DISPENSER_SETTINGS } from './dispenser';
import { GATEWAY_SETTINGS } from './gateway';
import { type Environment, PREFIX, type SettingName, textOf } from './setting';

const { host, port, databaseUrl } = GATEWAY_SETTINGS;
const { dispenserHost, dispenserPort } = DISPENSER_SETTINGS;

/** The variables with which platforms tell a service where to listen and where its database is. */
type PlatformName = 'HOST' | 'PORT' | 'DATABASE_URL';

/** The setting that each variable of a platform stands for. */
export type PlatformSettings = Readonly<Record<PlatformName, SettingName>>;

/** For a process that is the gateway, or was started by it. */
export const GATEWAY_PLATFORM: PlatformSettings = {
  HOST: host.name,
  PORT: port.name,
  DATABASE_URL: databaseUrl.name,
};

/** For a dispenser that a platform started: the port of the platform is its own. */
export const DISPENSER_PLATFORM: PlatformSettings = {
  HOST: dispenserHost.name,
  PORT: dispenserPort.name,
  DATABASE_URL: databaseUrl.name,
};

/** Names of settings before they had a prefix. A new setting has none. */
const OLD_NAMES: readonly string[] = [
  ...['DATABASE_POOL_SIZE', 'DATA_DIR', 'SEALING_KEY', 'SEALING_KEY_FILE', 'OPENING_KEY', 'OPENING_KEY_FILE'],
  ...[
    'AUDIT_KEY',
    'AUDIT_KEY_FILE',
    'SEALED_BOX_GRACE_HOURS',
    'BOOTSTRAP_TOKEN',
    'OIDC_ISSUER',
    'OIDC_AUDIENCE',
  ],
  ...[
    'OIDC_AUTHORIZED_PARTIES',
    'PLAYGROUND',
    'INTROSPECTION',
    'METRICS',
    'FEDERATION',
    'FEDERATION_GATEWAY_TOKEN',
  ],
  ...[
    'CORS_ORIGINS',
    'HOST_NAMES',
    'TRUSTED_PROXIES',
    'BODY_LIMIT',
    'REQUEST_TIMEOUT_MS',
    'SHUTDOWN_GRACE_MS',
  ],
  ...[
    'LOG_LEVEL',
    'DISPENSER',
    'DISPENSER_HOST',
    'DISPENSER_PORT',
    'DISPENSER_DATABASE_URL',
    'CONSUMER_APPROVAL',
  ],
  ...[
    'UPSTREAM_NETWORKS',
    'LIMIT_TOKENS',
    'LIMIT_DEPTH',
    'LIMIT_ALIASES',
    'LIMIT_DIRECTIVES',
    'LIMIT_ROOT_FIELDS',
  ],
  ...['LIMIT_COST', 'RATE_LIMIT', 'RATE_LIMIT_POINTS', 'RATE_LIMIT_SECONDS', 'RATE_LIMIT_FAILURE_POINTS'],
  ...['RATE_LIMIT_TRUSTED_RANGES', 'ALLOW_DEBUGGER'],
];

/** What `serve` and `dispense` are configured with. */
export interface ServedEnvironment {
  /** Every setting under its own name. */
  readonly environment: Environment;
  /** One line for each thing that an operator should change. They name variables and show no content. */
  readonly notes: readonly string[];
}

/**
 * Gives every setting its own name: variables of the platform and old names stand for settings that are not set
 * themselves. Of a file, only settings under their own names count, because the file may be that of an application.
 *
 * @param inherited the environment of the process. It takes precedence over the file.
 * @param file the variables of the file; `name` is for the notes.
 */
export function servedEnvironment(
  inherited: Environment,
  file: { readonly name: string; readonly variables: Environment },
  platform: PlatformSettings,
): ServedEnvironment {
  const environment: Record<string, string | undefined> = { ...settingsIn(file.variables), ...inherited };
  const own = (name: string) => textOf(environment, name);
  const [different, old, unread]: [string[], [string, string][], string[]] = [[], [], []];
  const names = [...Object.entries(platform), ...OLD_NAMES.map((name) => [name, PREFIX + name] as const)];
  const before = { ...environment };
  for (const [name, setting] of names) {
    const given = textOf(inherited, name);
    if (given === undefined) {
      if (textOf(file.variables, name) !== undefined && own(setting) === undefined) unread.push(name);
      continue;
    }
    if (textOf(before, setting) === undefined) environment[setting] = given;
    else if (before[setting] !== given) different.push(`${name} differs from ${setting}, which counts`);
    if (!Object.hasOwn(platform, name)) old.push([name, setting]);
  }
  const notes = [...different];
  if (old.length > 0) {
    const [given, wanted] = [old.map(([name]) => name), old.map(([, setting]) => setting)];
    notes.push(`${given.join(', ')}: deprecated; the present name is ${wanted.join(', ')}`);
  }
  if (unread.length > 0) {
    notes.push(`${file.name}: ${unread.join(', ')} not read; names of settings begin with ${PREFIX}`);
  }
  return { environment, notes };
}

function settingsIn(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith(PREFIX)));
}
