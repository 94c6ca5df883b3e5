import { setTimeout as pause } from 'node:timers/promises';
import { type DataSource, type EntityManager, MigrationExecutor, type QueryRunner } from 'typeorm';
import { sqliteFileOf } from '../../core/database-url';
import { Unavailable } from '../../core/errors';
import { faultOf, isBusy } from '../sql/fault';
import type { DatabaseOptions } from './data-source';
import type { Engine } from './engine';
import { refuseForeignTables } from './foreign-tables';
import { sqliteDataSource } from './sqlite-data-source';
import { OPEN_EXISTING } from './sqlite-driver';
import { prepareSqliteFile } from './sqlite-file';
import { refuseForeignFile } from './sqlite-foreign-file';
import { SqliteScrubber } from './sqlite-scrubber';
import { WriterLock } from './writer-lock';

const TURN_LIMIT_MS = 30_000;
const BUSY_LIMIT_MS = 5_000;
// SQLite waits in a thread that nothing can interrupt, not even the end of the process, so we poll in short steps.
const BUSY_STEP_MS = 100;
const BUSY_PAUSE_MS = 20;

// secure_delete: freed pages are overwritten. synchronous FULL: a commit is on the disk when it is acknowledged.
const WRITER_PRAGMAS = [
  `busy_timeout = ${BUSY_STEP_MS}`,
  'journal_mode = WAL',
  'synchronous = FULL',
  'secure_delete = ON',
  'temp_store = MEMORY',
];
const READER_PRAGMAS = ['query_only = ON', 'temp_store = MEMORY'];

/** One file, a connection for writing behind a lock, and a connection for reading that sees only committed rows. */
export class SqliteEngine implements Engine {
  readonly kind = 'sqlite';
  readonly #lock = new WriterLock(TURN_LIMIT_MS);
  readonly #scrubber: SqliteScrubber;
  readonly #options: DatabaseOptions;
  readonly #writer: DataSource;
  #isClosing = false;
  #isClosed = false;

  private constructor(
    options: DatabaseOptions,
    writer: DataSource,
    readonly reader: DataSource,
  ) {
    this.#options = options;
    this.#writer = writer;
    this.#scrubber = new SqliteScrubber(() => this.#lock.alone(() => this.#checkpoint()));
  }

  /** Opens the file, and creates it if needed. @throws Unavailable; StorageFault, also for the file of another program. */
  static async open(options: DatabaseOptions): Promise<SqliteEngine> {
    const path = sqliteFileOf(options.url) ?? '';
    if (!options.allowsForeignTables) await refuseForeignFile(path);
    prepareSqliteFile(path);
    const writer = await opened(sqliteDataSource(options), WRITER_PRAGMAS, options);
    try {
      const reader = await opened(
        sqliteDataSource(options, { flags: OPEN_EXISTING }),
        READER_PRAGMAS,
        options,
      );
      return new SqliteEngine(options, writer, reader);
    } catch (error) {
      await writer.destroy();
      throw error;
    }
  }

  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.#lock.alone(() => this.#transaction((runner) => work(runner.manager)));
  }

  migrate(): Promise<readonly string[]> {
    return this.#lock.alone(async () => {
      const runner = this.#writer.createQueryRunner();
      try {
        // A migration may recreate a table, which must not cascade. This has no effect inside a transaction.
        await runner.query('PRAGMA foreign_keys = OFF');
        return await this.#transaction(async () => {
          if (!this.#options.allowsForeignTables) {
            await refuseForeignTables('sqlite', ({ texts }) => runner.query(texts.join('')));
          }
          const executor = new MigrationExecutor(this.#writer, runner);
          return (await executor.executePendingMigrations()).map(({ name }) => name);
        });
      } catch (error) {
        throw faultOf(error, this.#options.onFault);
      } finally {
        await runner.query('PRAGMA foreign_keys = ON');
      }
    });
  }

  scrub(): Promise<void> {
    return this.#scrubber.scrub();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#scrubber.close();
    await this.#lock.alone(async () => {
      this.#isClosed = true;
      // The writer last: SQLite empties and removes the WAL when the last connection is closed.
      for (const source of [this.reader, this.#writer]) if (source.isInitialized) await source.destroy();
    });
  }

  /** IMMEDIATE: waits for the lock of another process at the beginning, where nothing is lost if the wait fails. */
  async #transaction<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const { onFault } = this.#options;
    if (this.#isClosed) throw new Unavailable();
    if (!this.#writer.isInitialized) await opened(this.#writer, WRITER_PRAGMAS, this.#options);
    const runner = this.#writer.createQueryRunner();
    await this.#begin(runner);
    // TypeORM did not begin this transaction. Without this, it would begin another one inside.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    try {
      const result = await work(runner);
      await runner.commitTransaction().catch((error: unknown) => {
        throw faultOf(error, onFault);
      });
      return result;
    } catch (error) {
      await this.#rollBack(runner);
      throw error;
    }
  }

  /** Waits for the lock of another process, at most until the engine is closed. */
  async #begin(runner: QueryRunner): Promise<void> {
    const begin = () => runner.query('BEGIN IMMEDIATE');
    await retriedWhileBusy(begin, this.#options, () => this.#isClosing).catch((error: unknown) => {
      throw faultOf(error, this.#options.onFault);
    });
  }

  async #rollBack(runner: QueryRunner): Promise<void> {
    try {
      await runner.query('ROLLBACK');
    } catch (error) {
      // After some errors, such as a full disk, SQLite has rolled back by itself. After any other, close the
      // connection.
      if (!/no transaction is active/.test(String(error))) await this.#giveUpWriter();
    } finally {
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
    }
  }

  /** Closing the connection ends the transaction for certain. The next unit opens it again. */
  async #giveUpWriter(): Promise<void> {
    this.#options.onFault?.({ code: 'SQLITE_REOPEN' });
    await this.#writer.destroy().catch((error: unknown) => faultOf(error, this.#options.onFault));
  }

  /** @returns false when a reader or another process kept the WAL from being emptied. */
  async #checkpoint(): Promise<boolean> {
    const [row] = await this.#writer.query('PRAGMA wal_checkpoint(TRUNCATE)');
    return (row as { busy?: number } | undefined)?.busy === 0;
  }
}

async function opened(
  source: DataSource,
  pragmas: readonly string[],
  options: DatabaseOptions,
): Promise<DataSource> {
  try {
    await source.initialize();
    // Whoever opens a new file first turns its journal into a WAL. SQLite does not wait for that by itself.
    for (const pragma of pragmas) await retriedWhileBusy(() => source.query(`PRAGMA ${pragma}`), options);
    return source;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw faultOf(error, options.onFault);
  }
}

/** Tries again while another process holds the lock of the file, for a limited time. */
async function retriedWhileBusy<T>(
  attempt: () => Promise<T>,
  { busyTimeoutMs = BUSY_LIMIT_MS }: DatabaseOptions,
  isPointless = () => false,
): Promise<T> {
  for (const end = Date.now() + busyTimeoutMs; ; await pause(Math.random() * BUSY_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || isPointless() || Date.now() >= end) throw error;
    }
  }
}
