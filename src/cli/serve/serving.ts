import { resolve } from 'node:path';
import type { Config } from '../../config/config';
import type { Gateway } from '../../gateway';
import type { WaitingServer } from '../../gateway-waiting';
import type { Log } from '../../log';
import type { CommandContext } from '../command-context';
import { DispenserChild } from './dispenser-child';
import { beginFirstKeys } from './first-keys';
import type { Closable } from './until-signal';
import { welcomeScreen } from './welcome-screen';

/** All that `serve` runs, from the first moment on in which it can be told to end. */
export class Serving implements Closable {
  readonly #config: Config;
  readonly #context: CommandContext;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #waiting: WaitingServer | undefined;
  #gateway: Gateway | undefined;
  #child: DispenserChild | undefined;

  constructor(config: Config, context: CommandContext, log: Log) {
    this.#config = config;
    this.#context = context;
    this.#log = log;
  }

  /**
   * Makes what the first start has to make and opens the port. A PostgreSQL that is down is waited for, with the port open.
   * Returns when the gateway is ready, or {@link close} was called.
   *
   * @throws ConfigError, CommandError and whatever else the operator has to mend; then {@link close} is to be called.
   */
  async start(): Promise<void> {
    try {
      await this.#start(this.#stopped.signal);
    } catch (error) {
      // Whoever closes in the middle of a start makes it fail somewhere.
      if (!this.#stopped.signal.aborted) throw error;
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#waiting?.close(), this.#gateway?.close(), this.#child?.stop()]);
  }

  async #start(signal: AbortSignal): Promise<void> {
    const waiting = { signal, whileAway: () => this.#wait() };
    const { made } = await beginFirstKeys(this.#config, this.#context, waiting);
    if (signal.aborted) return made;
    // Takes about as long as the child that makes the keys, and does not yield to its end.
    const { createGateway } = require('../../gateway') as typeof import('../../gateway');
    await made;
    signal.throwIfAborted();
    const port = this.#waiting?.port ?? this.#config.port;
    this.#gateway = await createGateway({ ...this.#config, port }, this.#log);
    if (signal.aborted) return this.#gateway.close();
    await this.#waiting?.close();
    this.#waiting = undefined;
    await this.#open(this.#gateway, signal);
  }

  /** The port is open while the database is away, so that whoever watches the process sees that it lives. */
  async #wait(): Promise<void> {
    this.#log.warn('database unavailable');
    if (this.#waiting !== undefined) return;
    const { openWaitingServer } = require('../../gateway-waiting') as typeof import('../../gateway-waiting');
    this.#waiting = await openWaitingServer(this.#config, this.#log);
    this.#log.info('waiting for the database', { port: this.#waiting.port });
  }

  async #open(gateway: Gateway, signal: AbortSignal): Promise<void> {
    const { dispenser, shutdownGraceMs, dataDir, playground } = this.#config;
    const { url, port } = await gateway.listen();
    this.#log.info('listening', { port });
    if (dispenser) {
      this.#child = new DispenserChild(this.#context, this.#log, shutdownGraceMs);
      this.#child.start();
    }
    const stopped = new Promise<never>((_, fail) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => fail(signal.reason));
    });
    // Before the database is there nobody knows whether this start makes the first token.
    const made = await Promise.race([gateway.prepared, stopped]);
    stopped.catch(() => undefined);
    this.#context.stdout.write(
      welcomeScreen({
        url,
        playground,
        dataDir,
        prefix: dataDir === resolve('data') ? '' : `DATA_DIR=${quoted(dataDir)} `,
        first: made && { organizationId: made.organization.id, token: made.mintedToken },
      }),
    );
  }
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
