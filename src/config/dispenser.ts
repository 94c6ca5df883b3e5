import { isLoopbackHost } from '../core/address-range';
import { databaseUrl, GATEWAY_SETTINGS } from './gateway';
import {
  ConfigError,
  choice,
  type Environment,
  httpUrl,
  onOff,
  parseAddressRanges,
  publicUrl,
  type Setting,
  setting,
  text,
  textOf,
  wholeNumber,
} from './setting';

const {
  host,
  port,
  publicUrl: gatewayPublicUrl,
  databaseUrl: gatewayDatabaseUrl,
  openingKeyFile,
} = GATEWAY_SETTINGS;

const OPENING_KEY = setting(
  {
    name: 'SECRETS_GATEWAY_OPENING_KEY',
    isCredential: true,
    unit: 'text',
    default: false,
    defaultText: '–',
    doc: 'The private opening keys as text, instead of SECRETS_GATEWAY_OPENING_KEY_FILE. For `dispense`, `run` and `keys` only.',
  },
  () => true,
);

const DISPENSER_HOST = text({
  name: 'SECRETS_GATEWAY_DISPENSER_HOST',
  unit: 'address',
  default: '127.0.0.1',
  doc: 'The address that the dispenser listens on.',
});

/** The settings of the dispenser. */
export const DISPENSER_SETTINGS = {
  dispenser: onOff({
    name: 'SECRETS_GATEWAY_DISPENSER',
    default: (environment) => gatewayDatabaseUrl.read(environment).startsWith('sqlite:'),
    defaultText: 'on with SQLite',
    doc: 'Let `serve` start a dispenser as a process of its own.',
  }),
  dispenserUrl: httpUrl({
    name: 'SECRETS_GATEWAY_DISPENSER_URL',
    unit: 'URL',
    doc: 'Where a dispenser that runs elsewhere can be asked whether it is ready and can open what this gateway seals: `/health/ready` of the gateway tells, and `doctor`.',
  }),
  dispenserHost: DISPENSER_HOST,
  dispenserPort: wholeNumber({
    name: 'SECRETS_GATEWAY_DISPENSER_PORT',
    unit: 'port',
    min: 0,
    max: 65535,
    default: (environment) => (port.read(environment) === 0 ? 0 : 4001),
    defaultText: '4001',
    doc: 'The port of the dispenser: `/challenges`, `/deliveries`, `/deliveries/events`, `/codes`, `/requests`, `/health/live`, `/health/ready`, `/metrics`. 0 takes a free port, and is the default when SECRETS_GATEWAY_PORT is 0.',
  }),
  dispenserPublicUrl: publicUrl({
    name: 'SECRETS_GATEWAY_DISPENSER_PUBLIC_URL',
    unit: 'URL',
    doc: 'Where workloads reach the dispenser. Requests may have its path in front or not.',
  }),
  dispenserDatabaseUrl: databaseUrl('SECRETS_GATEWAY_DISPENSER_DATABASE_URL', {
    default: (environment) => gatewayDatabaseUrl.read(environment),
    defaultText: '`SECRETS_GATEWAY_DATABASE_URL`',
    doc: 'The same database for the dispenser, with a role of its own. See the operations guide.',
  }),
  hasOpeningKey: OPENING_KEY,
  consumerApproval: choice(['required', 'off'], {
    name: 'SECRETS_GATEWAY_CONSUMER_APPROVAL',
    default: (environment) => (isLoopbackHost(DISPENSER_HOST.read(environment)) ? 'off' : 'required'),
    defaultText: 'off while SECRETS_GATEWAY_DISPENSER_HOST is loopback',
    doc: 'Whether the dispenser serves only consumers that were approved with `consumer approve`. Set `required` where a proxy makes a dispenser on loopback reachable from other machines.',
  }),
  upstreamNetworks: setting<readonly string[]>(
    {
      name: 'SECRETS_GATEWAY_UPSTREAM_NETWORKS',
      unit: 'ranges',
      default: [],
      doc: 'Internal networks that the dispenser may reach, with injected requests and for the keys of token issuers, such as `10.1.0.0/16`. All public addresses may be reached, no others.',
    },
    (given) => {
      const networks = parseAddressRanges(given, 'SECRETS_GATEWAY_UPSTREAM_NETWORKS');
      if (networks.every((each) => each.includes('/'))) return networks;
      throw new ConfigError(
        'SECRETS_GATEWAY_UPSTREAM_NETWORKS',
        'give ranges like 10.1.0.0/16, separated by commas',
      );
    },
  ),
} satisfies Record<string, Setting<unknown>>;

/** The environment as the dispenser reads it: host, port, public address and database are its own. @throws ConfigError */
export function dispenserEnvironment(environment: Environment): Environment {
  const { dispenserPort, dispenserDatabaseUrl, dispenserPublicUrl } = DISPENSER_SETTINGS;
  return {
    ...environment,
    [host.name]: DISPENSER_HOST.read(environment),
    [port.name]: String(dispenserPort.read(environment)),
    [gatewayDatabaseUrl.name]: dispenserDatabaseUrl.read(environment),
    [gatewayPublicUrl.name]: dispenserPublicUrl.read(environment),
  };
}

/**
 * Where the opening keys are: the text of SECRETS_GATEWAY_OPENING_KEY, or else a file. The text is in no {@link Setting}, so that no
 * configuration object holds a private key.
 */
export function openingKeySource(environment: Environment): { text: string | undefined; file: string } {
  return { text: textOf(environment, OPENING_KEY.name), file: openingKeyFile.read(environment) };
}
