import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../../config/setting';

/** Standard input: a terminal, or what was sent. */
export type Input = Readable & {
  readonly isTTY?: boolean;
  /** Of a terminal: whether keys arrive one by one and are not shown. */
  setRawMode?(isRaw: boolean): unknown;
};

/** What a command works with instead of globals. */
export interface CommandContext {
  /** The environment that the process was started with. Child processes inherit it. */
  readonly inherited: Environment;
  /** Where settings are read: the same, to which `serve` and `dispense` add those of a file and of the platform. */
  environment: Environment;
  readonly stdin: Input;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Program and first arguments that start this executable. */
  readonly executable: readonly [string, ...string[]];
  /** The umask that the process was started with. Child processes get it back. */
  readonly umask: number;
  /** The exit code of the process; 0 unless a command sets it. */
  exitCode: number;
}
