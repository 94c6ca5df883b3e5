import { type Config, readConfig } from '../../config/config';
import { type Environment, PREFIX, textOf } from '../../config/setting';
import type { CommandContext } from './command-context';
import { printMessage } from './printed-text';

/** Old names of the settings that decide which database and which keys a command works on. */
const PLACES = [
  ...['DATABASE_URL', 'DATA_DIR', 'SEALING_KEY', 'SEALING_KEY_FILE', 'OPENING_KEY', 'OPENING_KEY_FILE'],
  ...['AUDIT_KEY', 'AUDIT_KEY_FILE'],
];

/**
 * The configuration of a command of the operator. Names without the prefix belong to other programs here; a line says so
 * where one could be meant.
 *
 * @throws ConfigError
 */
export function operatorConfig(
  { environment, stderr }: Pick<CommandContext, 'environment' | 'stderr'>,
  more: Environment = {},
): Config {
  const settings = { ...environment, ...more };
  const unread = PLACES.filter(
    (name) => textOf(settings, name) !== undefined && textOf(settings, PREFIX + name) === undefined,
  );
  if (unread.length > 0) {
    printMessage(stderr, `${unread.join(', ')} not read; the names of settings begin with ${PREFIX}`);
  }
  return readConfig(settings);
}
