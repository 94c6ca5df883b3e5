import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { parseEnv } from 'node:util';
import { ConfigError, type Environment } from '../config/setting';

/** What a command works with, in place of globals. */
export interface CommandContext {
  /** The environment as the process was started with it. */
  readonly inherited: Environment;
  /** The same with what the `.env` file adds. It is kept apart, so that no child inherits it. */
  readonly environment: Environment;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Program and first arguments that start this executable again. */
  readonly executable: readonly [string, ...string[]];
  /** The umask that the process was started with, for children. */
  readonly umask: number;
  /** What the process ends with; 0 unless a command sets it. */
  exitCode: number;
}

/**
 * Adds what a `.env` file in the working folder says to the environment, which has precedence.
 *
 * @throws ConfigError when the file is there and cannot be read.
 */
export function withDotEnv(inherited: Environment, path = '.env'): Environment {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return inherited;
    throw new ConfigError('.env', 'the file is there and cannot be read');
  }
  return { ...parseEnv(text), ...inherited };
}
