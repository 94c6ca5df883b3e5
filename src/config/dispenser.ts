import { isLoopbackHost } from '../core/address-range';
import {
  addressRanges,
  ConfigError,
  databaseUrl,
  type Environment,
  type Setting,
  setting,
  wholeNumber,
} from './setting';

const PORT = 4001;

/** What concerns the second process. */
export const DISPENSER_SETTINGS = {
  dispenser: setting(
    'DISPENSER',
    'on or off',
    'on with SQLite',
    'Whether `serve` starts a dispenser beside the gateway, as a process of its own.',
    (text, environment) => {
      if (text === undefined) return databaseUrl(environment.DATABASE_URL, environment).startsWith('sqlite:');
      if (text !== 'on' && text !== 'off') throw new ConfigError('DISPENSER', 'give on or off');
      return text === 'on';
    },
  ),
  dispenserHost: setting(
    'DISPENSER_HOST',
    'address',
    '127.0.0.1',
    'Where the dispenser listens.',
    (text) => text ?? '127.0.0.1',
  ),
  dispenserPort: setting(
    'DISPENSER_PORT',
    'port',
    '4001',
    'Port of the dispenser: `/challenges`, `/deliveries`, `/deliveries/events`, `/codes`, `/requests`, `/health/live`, `/health/ready`, `/metrics`. 0 takes a free one, and is the default when PORT is 0.',
    (text, environment) => wholeNumber('DISPENSER_PORT', 0, 65535, environment.PORT === '0' ? 0 : PORT)(text),
  ),
  dispenserDatabaseUrl: setting(
    'DISPENSER_DATABASE_URL',
    'URL',
    '`DATABASE_URL`',
    'The same database for the dispenser, with a role of its own; see the operations guide.',
    (text, environment) => databaseUrl(text ?? environment.DATABASE_URL, environment),
  ),
  hasOpeningKey: setting(
    'OPENING_KEY',
    'text',
    '–',
    'The private opening keys as text, in place of OPENING_KEY_FILE: for `dispense`, `run` and `keys` only.',
    (text) => text !== undefined,
  ),
  consumerApproval: setting(
    'CONSUMER_APPROVAL',
    'required or off',
    'off while DISPENSER_HOST is loopback',
    'Whether the dispenser serves only consumers that were approved on its side with `consumer approve`. Anywhere but on loopback it does unless told otherwise; set `required` where a proxy makes a loopback dispenser reachable.',
    (text, environment) => {
      if (text === undefined) {
        return isLoopbackHost(environment.DISPENSER_HOST || '127.0.0.1') ? 'off' : 'required';
      }
      if (text !== 'required' && text !== 'off') {
        throw new ConfigError('CONSUMER_APPROVAL', 'give required or off');
      }
      return text;
    },
  ),
  upstreamNetworks: setting(
    'UPSTREAM_NETWORKS',
    'ranges',
    'none',
    'Inner networks that the dispenser may reach, with injected requests and for the keys of token issuers, such as `10.1.0.0/16`. All public addresses may be reached, no others.',
    (text) => {
      const given = addressRanges('UPSTREAM_NETWORKS')(text);
      if (given.every((each) => each.includes('/'))) return given;
      throw new ConfigError('UPSTREAM_NETWORKS', 'give ranges like 10.1.0.0/16, separated by commas');
    },
  ),
} satisfies Record<string, Setting<unknown>>;

/** The environment as the dispenser reads it: its own host, port and database in the place of the gateway's. */
export function dispenserEnvironment(environment: Environment): Environment {
  const free = environment.PORT === '0' ? '0' : String(PORT);
  return {
    ...environment,
    HOST: environment.DISPENSER_HOST || '127.0.0.1',
    PORT: environment.DISPENSER_PORT || free,
    DATABASE_URL: environment.DISPENSER_DATABASE_URL || environment.DATABASE_URL,
  };
}
