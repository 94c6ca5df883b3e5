import { CLIENT_SETTINGS } from './client';
import { DISPENSER_SETTINGS } from './dispenser';
import { GATEWAY_SETTINGS } from './gateway';
import { LIMIT_SETTINGS, RATE_SETTINGS } from './limits';
import { ConfigError, type Environment, type Setting } from './setting';
import { SHARE_SETTINGS } from './shares';

/** All settings, in the order of the documentation. */
export const SETTINGS = {
  ...GATEWAY_SETTINGS,
  ...DISPENSER_SETTINGS,
  ...LIMIT_SETTINGS,
  ...RATE_SETTINGS,
  ...SHARE_SETTINGS,
  ...CLIENT_SETTINGS,
} satisfies Record<string, Setting<unknown>>;

/** The whole configuration of a process, checked and frozen. */
export type Config = {
  readonly [Name in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Name]['read']>;
};

/**
 * Reads the configuration from the environment. An empty variable counts as not set.
 *
 * @throws ConfigError for the first variable that breaks its rule. The content is never in the message.
 */
export function readConfig(environment: Environment): Config {
  const config = Object.fromEntries(
    Object.entries(SETTINGS).map(([key, setting]) => [key, setting.read(environment)]),
  ) as unknown as Config;
  if ((config.oidcIssuer === undefined) !== (config.oidcAudience === undefined)) {
    throw new ConfigError(
      'SECRETS_GATEWAY_OIDC_AUDIENCE',
      'give SECRETS_GATEWAY_OIDC_ISSUER and SECRETS_GATEWAY_OIDC_AUDIENCE together',
    );
  }
  return Object.freeze(config);
}
