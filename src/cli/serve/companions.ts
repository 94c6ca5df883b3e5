import type { KeysToMake } from '../../backend/missing-keys';
import { makeOwnerToken } from '../../backend/owner-token';
import type { Config } from '../../config/config';
import type { Log } from '../../log';
import type { KeptToken } from '../../services/bootstrap.service';
import type { CommandContext } from '../command/command-context';
import { DispenserChild } from './dispenser-child';
import { makeFirstKeys } from './first-keys';

/** What others do for a gateway: the process that makes the first keys, the one that keeps the first token, the dispenser. */
export interface Companions {
  /** Makes keys that are missing. @throws CommandError, ConfigError */
  makeKeys(keys: KeysToMake): Promise<void>;
  /** Makes the token of the first owner, in a file. @throws CommandError, ConfigError */
  ownerToken(): Promise<KeptToken>;
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

  async ownerToken(): Promise<KeptToken> {
    return makeOwnerToken(this.#parts.config);
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
