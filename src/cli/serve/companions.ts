import type { KeysToMake } from '../../backend/missing-keys';
import type { Config } from '../../config/config';
import type { Log } from '../../log';
import type { CommandContext } from '../command/command-context';
import { DispenserChild } from './dispenser-child';
import { makeFirstKeys } from './first-keys';

/** The other processes of a gateway: the one that makes the first keys, and the dispenser. */
export interface Companions {
  /** Makes keys that are missing. @throws CommandError, ConfigError */
  makeKeys(keys: KeysToMake): Promise<void>;
  startDispenser(): void;
  /** Ends the dispenser, if it was started. */
  stop(): Promise<void>;
}

/** What {@link OwnCompanions} are made from. */
export interface CompanionParts {
  readonly config: Config;
  readonly context: CommandContext;
  readonly log: Log;
  /** The file of settings that the command line names. */
  readonly envFile: string | undefined;
}

/** Companions as children of this process. */
export class OwnCompanions implements Companions {
  readonly #parts: CompanionParts;
  #dispenser: DispenserChild | undefined;

  constructor(parts: CompanionParts) {
    this.#parts = parts;
  }

  makeKeys(keys: KeysToMake): Promise<void> {
    return makeFirstKeys(keys, this.#parts.config, this.#parts.context);
  }

  startDispenser(): void {
    if (this.#dispenser !== undefined) return;
    const { config, ...parts } = this.#parts;
    this.#dispenser = new DispenserChild({ ...parts, graceMs: config.shutdownGraceMs });
    this.#dispenser.start();
  }

  async stop(): Promise<void> {
    await this.#dispenser?.stop();
  }
}
