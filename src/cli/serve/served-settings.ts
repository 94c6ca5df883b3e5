import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { type PlatformSettings, servedEnvironment } from '../../config/served-environment';
import { ConfigError, type Environment } from '../../config/setting';
import type { CommandContext } from '../command/command-context';
import { printMessage } from '../command/printed-text';

const USUAL_FILE = '.env';

/** The options that {@link takeServedSettings} reads. */
export interface ServedOptions {
  readonly envFile?: string;
  /** Of a process that another one of ours started, which has already said what the operator should change. */
  readonly withParent?: true;
}

/**
 * Gives a command its settings from the environment of a platform and from a file, and the option that names the file.
 * Other commands take settings under their own names only, because they run among the variables of other programs.
 *
 * @param platformOf what the variables of the platform mean.
 * @throws ConfigError from the command, when the file cannot be read.
 */
export function takeServedSettings(
  command: Command,
  context: CommandContext,
  platformOf: (options: ServedOptions) => PlatformSettings,
): void {
  command
    .option(
      '--env-file <file>',
      'a file of settings, instead of .env in the working directory; variables of the environment take precedence',
    )
    .hook('preAction', () => {
      const options = command.opts<ServedOptions>();
      const file = {
        name: options.envFile ?? USUAL_FILE,
        variables: variablesOf(options.envFile),
      };
      const inherited =
        options.envFile === undefined ? context.inherited : without(context.inherited, file.variables);
      const { environment, notes } = servedEnvironment(inherited, file, platformOf(options));
      context.environment = environment;
      if (!options.withParent) for (const note of notes) printMessage(context.stderr, note);
    });
}

/**
 * The environment without what some versions of Node have put into it: they read `--env-file` wherever it stands on the
 * command line, and take every name of the file.
 */
function without(inherited: Environment, file: Environment): Environment {
  return Object.fromEntries(Object.entries(inherited).filter(([name, value]) => file[name] !== value));
}

/** @param file undefined for the usual one, which may be missing. */
function variablesOf(file: string | undefined): Environment {
  try {
    return parseEnv(readFileSync(file ?? USUAL_FILE, 'utf8'));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && file === undefined) return {};
    throw new ConfigError(
      file === undefined ? USUAL_FILE : '--env-file',
      isMissing ? 'there is no such file' : 'the file cannot be read',
    );
  }
}
