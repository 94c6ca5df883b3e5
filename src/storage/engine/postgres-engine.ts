import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, type EntityManager, MigrationExecutor, type QueryRunner } from 'typeorm';
import { Unavailable } from '../../core/errors';
import { faultOf, StorageFault } from '../sql/fault';
import { CLOSE_SESSION, releaseRunner } from '../sql/query';
import { type DatabaseOptions, postgresDataSource, transactionSettings } from './data-source';
import type { Engine } from './engine';
import { refuseForeignTables } from './foreign-tables';

const RECONNECT_MS = 1000;
const MIGRATION_WAIT_MS = 60_000;
/** A wrong password or database name: at the start, waiting would hide the mistake. */
const FINAL_AT_START: ReadonlySet<string | undefined> = new Set(['28000', '28P01', '3D000']);
/** An arbitrary number, the same in every gateway. The process that holds this advisory lock migrates. */
const MIGRATION_LOCK = 7_315_208_914;

/** A pool of connections to a PostgreSQL server, which several gateways may share. */
export class PostgresEngine implements Engine {
  readonly kind = 'postgres';
  readonly #options: DatabaseOptions;
  #reconnecting: NodeJS.Timeout | undefined;

  private constructor(
    options: DatabaseOptions,
    readonly reader: DataSource,
  ) {
    this.#options = options;
  }

  /**
   * Connects. While the server cannot be reached, this fails only with `mustConnect`; otherwise all queries throw
   * `Unavailable`.
   *
   * @throws StorageFault for what waiting does not correct (`28P01` wrong password, `3D000` no such database).
   */
  static async open(options: DatabaseOptions): Promise<PostgresEngine> {
    const engine = new PostgresEngine(options, postgresDataSource(options));
    try {
      await engine.#connect();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const { faultCode } = error;
      if (faultCode !== undefined && FINAL_AT_START.has(faultCode)) throw new StorageFault(faultCode);
      if (options.mustConnect) throw error;
      engine.#reconnectLater();
    }
    return engine;
  }

  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { onFault } = this.#options;
    const runner = this.reader.createQueryRunner();
    let failure: unknown;
    try {
      await wrapped(() => this.#begin(runner), onFault);
      const result = await work(runner.manager);
      await wrapped(() => runner.commitTransaction(), onFault).catch((error: unknown) => {
        // The server may have committed before the answer was lost.
        throw error instanceof Unavailable ? new Unavailable('unknown', error.faultCode) : error;
      });
      return result;
    } catch (error) {
      failure = (await rollBack(runner)) ?? error;
      throw error;
    } finally {
      await releaseRunner(runner, failure);
    }
  }

  async migrate(): Promise<readonly string[]> {
    const runner = this.reader.createQueryRunner();
    try {
      await this.#begin(runner);
      await this.#takeMigrationLock(runner);
      if (!this.#options.allowsForeignTables) {
        await refuseForeignTables('postgres', ({ texts }) => runner.query(texts.join('')));
      }
      await runner.query('SET LOCAL statement_timeout = 0');
      // Finds the open transaction and does not begin one.
      const ran = await new MigrationExecutor(this.reader, runner).executePendingMigrations();
      await runner.commitTransaction();
      return ran.map(({ name }) => name);
    } catch (error) {
      throw faultOf(error, this.#options.onFault);
    } finally {
      // Ends the connection and with it the transaction, in whatever state an error has left it.
      await releaseRunner(runner, CLOSE_SESSION);
    }
  }

  /** The server reuses the space of deleted rows itself (VACUUM). A client cannot erase them. */
  async scrub(): Promise<void> {}

  async close(): Promise<void> {
    clearTimeout(this.#reconnecting);
    if (this.reader.isInitialized) await this.reader.destroy();
  }

  async #connect(): Promise<void> {
    await wrapped(() => this.reader.initialize(), this.#options.onFault);
  }

  #reconnectLater(): void {
    this.#reconnecting = setTimeout(() => {
      this.#connect().catch(() => this.#reconnectLater());
    }, RECONNECT_MS).unref();
  }

  async #begin(runner: QueryRunner): Promise<void> {
    await runner.startTransaction();
    await runner.query(transactionSettings(this.#options));
  }

  /** Held until the end of the transaction. Polls, because the time limit for statements would end a wait in the server. */
  async #takeMigrationLock(runner: QueryRunner): Promise<void> {
    for (const end = Date.now() + MIGRATION_WAIT_MS; Date.now() < end; await pause(200)) {
      const [row] = await runner.query(`SELECT pg_try_advisory_xact_lock(${MIGRATION_LOCK}) AS taken`);
      if ((row as { taken: boolean }).taken) return;
    }
    throw new Unavailable();
  }
}

async function wrapped<T>(work: () => Promise<T>, onFault: DatabaseOptions['onFault']): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw faultOf(error, onFault);
  }
}

/** @returns an error when the rollback failed. The server rolls back by itself when the connection is closed. */
async function rollBack(runner: QueryRunner): Promise<unknown> {
  if (!runner.isTransactionActive) return undefined;
  try {
    await runner.rollbackTransaction();
    return undefined;
  } catch {
    return CLOSE_SESSION;
  }
}
