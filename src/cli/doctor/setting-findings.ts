import { type Config, readConfig, SETTINGS } from '../../config/config';
import { ConfigError, type Environment, PREFIX } from '../../config/setting';
import { type Finding, findingsAbout } from './finding';

const { ok, warn, fail } = findingsAbout('settings');

/** Checks the settings. @returns the configuration when all of them can be used. */
export function settingFindings(environment: Environment): {
  config: Config | undefined;
  findings: Finding[];
} {
  const known = new Set<string>(Object.values(SETTINGS).map(({ name }) => name));
  const given = Object.keys(environment).filter((name) => name.startsWith(PREFIX) && environment[name]);
  const unknown = given
    .filter((name) => !known.has(name))
    .map((name) =>
      warn(`${name} is no setting of the gateway`, 'compare its name with docs/configuration.md'),
    );
  try {
    const config = readConfig(environment);
    return {
      config,
      findings: [ok(`${given.length - unknown.length} given, all follow their rules`), ...unknown],
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: undefined, findings: [fail(error.message, 'correct the setting'), ...unknown] };
  }
}
