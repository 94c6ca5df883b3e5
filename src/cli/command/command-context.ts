import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { parseEnv } from 'node:util';
import { ConfigError, type Environment } from '../../config/setting';

/** What a command works with instead of globals. */
export interface CommandContext {
  /** The environment that the process was started with. Child processes inherit it. */
  readonly inherited: Environment;
  /** The same with the additions of the `.env` file, which no child inherits. */
  readonly environment: Environment;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Program and first arguments that start this executable. */
  readonly executable: readonly [string, ...string[]];
  /** The umask that the process was started with. Child processes get it back. */
  readonly umask: number;
  /** The exit code of the process; 0 unless a command sets it. */
  exitCode: number;
}

/**
 * Adds the variables of a `.env` file in the working directory. Variables of the environment take precedence.
 *
 * @throws ConfigError when the file exists and cannot be read.
 */
export function withDotEnv(inherited: Environment, path = '.env'): Environment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return inherited;
    throw new ConfigError('.env', 'the file cannot be read');
  }
  return { ...parseEnv(text), ...inherited };
}
