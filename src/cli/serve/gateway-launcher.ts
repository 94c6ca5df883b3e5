import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isMissingFile, isServer, type KeysToMake, missingKeys } from '../../backend/missing-keys';
import { ConfigError } from '../../config/setting';
import type { KeptToken } from '../../services/bootstrap.service';
import { CommandError } from '../command/command.error';
import { type CompanionParts, type Companions, OwnCompanions } from './companions';
import { permissionOptions } from './confinement';
import type { Order, Request } from './parent-link';
import type { Closable } from './until-signal';

/**
 * The process above a confined gateway. It answers no request of a client, loads no database, and starts what the gateway may
 * not: the process that makes the keys, and the dispenser. It also writes the file with the token of the first owner. Of a
 * gateway that somebody took over it does no more than start the dispenser once, on SQLite make keys that are missing, and
 * once write a token.
 */
export class GatewayLauncher implements Closable {
  readonly #parts: CompanionParts;
  readonly #companions: Companions;
  #gateway: ChildProcess | undefined;
  #making: Promise<void> = Promise.resolve();
  #token: KeptToken | undefined;
  #isTokenKept = false;

  constructor(parts: CompanionParts) {
    this.#parts = parts;
    this.#companions = new OwnCompanions(parts);
  }

  /**
   * Starts the gateway. @returns the end of the gateway, with its exit code.
   * @throws ConfigError
   */
  start(): Promise<number> {
    const { config, context, envFile } = this.#parts;
    const { executable, inherited, environment } = context;
    const [program, ...first] = executable;
    const options = [...process.execArgv, ...permissionOptions(config, environment, envFile)];
    const file = envFile === undefined ? [] : ['--env-file', envFile];
    const gateway = spawn(program, [...options, ...first, 'serve', '--with-parent', ...file], {
      env: { ...inherited },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#gateway = gateway;
    process.once('exit', () => gateway.kill('SIGKILL'));
    gateway.on('message', (request: Request) => this.#answer(request));
    // The gateway loads while the first keys are made.
    if (isMissingFile(config)) {
      // It asks for what is still missing then, and is told why.
      this.#makeKeys(missingKeys(config)).catch(() => undefined);
    }
    return new Promise((ended) => {
      gateway.once('error', () => ended(1));
      gateway.once('exit', (code, signal) => ended(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  }

  async close(): Promise<void> {
    const gateway = this.#gateway;
    const isRunning = gateway !== undefined && gateway.exitCode === null && gateway.signalCode === null;
    const exit = isRunning ? once(gateway, 'exit') : undefined;
    this.#tell({ tell: 'close' });
    await Promise.all([exit, this.#companions.stop()]);
  }

  #answer(request: Request): void {
    if (request.ask === 'dispenser') {
      if (this.#parts.config.dispenser) this.#companions.startDispenser();
      return;
    }
    this.#done(request).then(
      (token) => this.#tell({ tell: 'done', ...(token !== undefined && { token }) }),
      (error: unknown) => this.#tell({ tell: 'failed', reason: reasonOf(error) }),
    );
  }

  /** @returns the text of a token that was asked for. */
  async #done(request: Exclude<Request, { ask: 'dispenser' }>): Promise<string | undefined> {
    const { config } = this.#parts;
    if (request.ask === 'token') return this.#makeToken();
    if (request.ask === 'settled token') {
      await this.#token?.settle(request.isValid);
      this.#isTokenKept ||= this.#token !== undefined && request.isValid;
      this.#token = undefined;
    } else if (!isServer(config)) {
      await this.#makeKeys(() => {
        const missing = missingKeys(config);
        return { sealing: request.sealing && missing.sealing, audit: request.audit && missing.audit };
      });
    }
    return undefined;
  }

  async #makeToken(): Promise<string> {
    if (this.#isTokenKept) throw new CommandError('the first token is there already');
    await this.#token?.settle(false);
    this.#token = await this.#companions.ownerToken();
    return this.#token.text;
  }

  /** One after the other, so that no key is made twice. */
  #makeKeys(keys: KeysToMake | (() => KeysToMake)): Promise<void> {
    const making = this.#making.then(() => {
      const { sealing, audit } = typeof keys === 'function' ? keys() : keys;
      return sealing || audit ? this.#companions.makeKeys({ sealing, audit }) : undefined;
    });
    this.#making = making.catch(() => undefined);
    return making;
  }

  #tell(order: Order): void {
    if (this.#gateway?.connected) this.#gateway.send(order, () => undefined);
  }
}

/** Only messages of ours are passed on. */
function reasonOf(error: unknown): string {
  return error instanceof CommandError || error instanceof ConfigError
    ? error.message
    : 'the process that started the gateway could not do it';
}
