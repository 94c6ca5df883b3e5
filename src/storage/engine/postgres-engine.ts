import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, type EntityManager, MigrationExecutor, type QueryRunner } from 'typeorm';
import { Unavailable } from '../../core/errors';
import { faultOf } from '../sql/fault';
import { releaseRunner } from '../sql/query';
import { type DatabaseOptions, postgresDataSource } from './data-source';
import type { Engine } from './engine';

const RECONNECT_MS = 1000;
const MIGRATION_WAIT_MS = 60_000;
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
   * Connects. While the server cannot be reached, this does not fail, and all queries throw `Unavailable`.
   *
   * @throws StorageFault for what waiting does not correct (`28P01` wrong password, `3D000` no such database).
   */
  static async open(options: DatabaseOptions): Promise<PostgresEngine> {
    const engine = new PostgresEngine(options, postgresDataSource(options));
    try {
      await engine.#connect();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      engine.#reconnectLater();
    }
    return engine;
  }

  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const { onFault } = this.#options;
    const runner = this.reader.createQueryRunner();
    let failure: unknown;
    try {
      await wrapped(() => runner.startTransaction(), onFault);
      const result = await work(runner.manager);
      await wrapped(() => runner.commitTransaction(), onFault).catch((error: unknown) => {
        // The server may have committed before the answer was lost.
        throw error instanceof Unavailable ? new Unavailable('unknown') : error;
      });
      return result;
    } catch (error) {
      failure = await rollBack(runner);
      throw error;
    } finally {
      await releaseRunner(runner, failure);
    }
  }

  async migrate(): Promise<readonly string[]> {
    const runner = this.reader.createQueryRunner();
    try {
      await this.#takeMigrationLock(runner);
      await runner.query('SET statement_timeout = 0');
      const executor = new MigrationExecutor(this.reader, runner);
      return (await executor.executePendingMigrations()).map(({ name }) => name);
    } catch (error) {
      throw faultOf(error, this.#options.onFault);
    } finally {
      // Ends the session and with it the lock, in whatever state an error has left it.
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

  /** Polls, because the time limit for statements would end a wait in the server. */
  async #takeMigrationLock(runner: QueryRunner): Promise<void> {
    for (const end = Date.now() + MIGRATION_WAIT_MS; Date.now() < end; await pause(200)) {
      const [row] = await runner.query(`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS taken`);
      if ((row as { taken: boolean }).taken) return;
    }
    throw new Unavailable();
  }
}

const CLOSE_SESSION = new Error('Query read timeout');

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
