import { resolve } from 'node:path';
import { keysToMake } from '../../backend/first-start';
import { readGatewayKeys } from '../../backend/key-files';
import type { KeysToMake } from '../../backend/missing-keys';
import type { Config } from '../../config/config';
import type { Gateway } from '../../gateway';
import type { Log } from '../../log';
import type { CommandContext } from '../command/command-context';
import type { Companions } from './companions';
import type { Closable } from './until-signal';
import { quoted, welcomeScreen } from './welcome-screen';

/** What a {@link GatewayProcess} is made from. */
export interface GatewayProcessParts {
  readonly config: Config;
  readonly context: CommandContext;
  readonly log: Log;
  readonly companions: Companions;
}

/** Everything that `serve` runs. It can be closed at any time, even while it starts. */
export class GatewayProcess implements Closable {
  readonly #config: Config;
  readonly #context: CommandContext;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #gateway: Gateway | undefined;
  readonly #companions: Companions;

  constructor({ config, context, log, companions }: GatewayProcessParts) {
    this.#config = config;
    this.#companions = companions;
    this.#context = context;
    this.#log = log;
  }

  /**
   * Creates the keys of the first start and opens the port. While PostgreSQL is unavailable, the port is open and this
   * waits. Returns when the gateway is ready or {@link close} was called.
   *
   * @throws ConfigError, CommandError and other errors that the operator has to fix. Call {@link close} then.
   */
  async start(): Promise<void> {
    try {
      await this.#start(this.#stopped.signal);
    } catch (error) {
      // A start that is closed half-way fails somewhere.
      if (!this.#stopped.signal.aborted) throw error;
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.all([this.#gateway?.close(), this.#companions.stop()]);
  }

  async #start(signal: AbortSignal): Promise<void> {
    const keys = await keysToMake(this.#config, this.#log);
    signal.throwIfAborted();
    // Loading the gateway takes about as long as the child process that makes the keys.
    const made = this.#makeKeys(keys);
    const [{ createGateway }] = await Promise.all([import('../../gateway.ts'), made]);
    signal.throwIfAborted();
    this.#gateway = await createGateway(this.#config, this.#log, () => this.#companions.ownerToken());
    if (signal.aborted) return this.#gateway.close();
    await this.#open(this.#gateway, signal);
  }

  #makeKeys(keys: KeysToMake): Promise<void> {
    if (keys.sealing || keys.audit) return this.#companions.makeKeys(keys);
    // A start with unusable keys fails before the code of the gateway is loaded.
    readGatewayKeys(this.#config);
    return Promise.resolve();
  }

  async #open(gateway: Gateway, signal: AbortSignal): Promise<void> {
    const { dispenser, dataDir, playground, ownerTokenFile } = this.#config;
    const { url, port } = await gateway.listen();
    this.#log.info('listening', { port });
    if (dispenser) this.#companions.startDispenser();
    // Whether this start creates the first token is known only when the database is available.
    const made = await unlessAborted(signal, gateway.prepared);
    this.#context.stdout.write(
      welcomeScreen({
        url,
        playground,
        dataDir,
        prefix: dataDir === resolve('data') ? '' : `SECRETS_GATEWAY_DATA_DIR=${quoted(dataDir)} `,
        first: made && {
          organizationId: made.organization.id,
          ownerTokenFile: made.isTokenKept ? ownerTokenFile : undefined,
        },
      }),
    );
  }
}

/** @throws the reason of the signal when that comes first. */
function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    work.then(done, fail);
  });
}
