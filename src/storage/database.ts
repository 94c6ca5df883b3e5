import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../core/errors';
import { type DatabaseOptions, databaseKindOf } from './engine/data-source';
import type { Engine } from './engine/engine';
import { refuseForeignTables } from './engine/foreign-tables';
import { PostgresEngine } from './engine/postgres-engine';
import { MIGRATIONS } from './migrations/migration-list';
import { Readiness } from './readiness';
import { faultOf, isDriverError, isTransient } from './sql/fault';
import { rowsOf } from './sql/query';
import { type DatabaseKind, sql } from './sql/sql';
import { OpenUnit, type Reading, type UnitOfWork } from './sql/unit-of-work';

const RETRIES = 3;

/** The database: SQLite in a file, or PostgreSQL. Made by {@link Database.open}. */
export class Database {
  readonly kind: DatabaseKind;
  /** For queries outside a unit of work. They see only committed rows. */
  readonly reader: Reading;
  readonly #engine: Engine;
  readonly #options: DatabaseOptions;
  readonly #readiness = new Readiness((work) => this.unitOfWork(work));
  #closing: Promise<void> | undefined;

  private constructor(engine: Engine, options: DatabaseOptions) {
    this.#engine = engine;
    this.#options = options;
    this.kind = engine.kind;
    this.reader = { kind: engine.kind, manager: engine.reader.manager, onFault: options.onFault };
  }

  /**
   * Opens the database without migrating it.
   *
   * @throws TypeError for an unknown kind of URL; StorageFault for what waiting does not correct; Unavailable when a
   * SQLite file cannot be opened. A PostgreSQL server that is down is an error here only with `mustConnect`; otherwise
   * its queries throw Unavailable.
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    return new Database(await engineFor(options), options);
  }

  /** Runs the pending migrations. Several gateways may call this at once. @returns the names of those that ran. */
  migrate(): Promise<readonly string[]> {
    return this.#engine.migrate();
  }

  /**
   * Whether a migration has not run.
   *
   * @throws StorageFault `FOREIGN_TABLES` for a database of another program, unless the options allow it.
   */
  async pendingMigrations(): Promise<boolean> {
    const { reader } = this;
    if (!this.#options.allowsForeignTables) {
      await refuseForeignTables(this.kind, (statement) => rowsOf(reader, statement));
    }
    const table = await rowsOf(
      reader,
      reader.kind === 'sqlite'
        ? sql`SELECT name FROM sqlite_master WHERE name = ${'migration'}`
        : sql`SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = ${'migration'}`,
    );
    if (table.length === 0) return true;
    const ran = await rowsOf<{ name: string }>(reader, sql`SELECT name FROM migration`);
    const names = new Set(ran.map(({ name }) => name));
    return MIGRATIONS.some((migration) => !names.has(migration.name));
  }

  /**
   * Runs the work in one transaction. After a deadlock or a serialization failure the whole work runs again, at most
   * three times, so it must have no effects outside the unit. A unit whose query failed cannot continue: let the error
   * leave the work. Units do not nest.
   *
   * @throws what the work throws; Unavailable, Conflict or StorageFault from the database.
   */
  async unitOfWork<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    for (let retries = 0; ; retries++) {
      try {
        const result = await this.#attempt(work);
        this.#readiness.ended();
        return result;
      } catch (error) {
        const fault = isDriverError(error) ? faultOf(error, this.#options.onFault) : error;
        this.#readiness.ended(fault);
        if (!isTransient(fault)) throw fault;
        if (retries === RETRIES) throw new Unavailable();
        await pause(Math.random() * 20 * 2 ** retries);
      }
    }
  }

  /** Whether a write is possible, within two seconds. Simultaneous calls share one answer. */
  isReady(): Promise<boolean> {
    return this.#readiness.isReady();
  }

  /**
   * Erases deleted bytes: on SQLite this empties the write-ahead log, and tries again in the background while readers
   * prevent it. PostgreSQL does so by itself. Never fails.
   */
  scrub(): Promise<void> {
    return this.#engine.scrub();
  }

  /** Waits for the running unit and closes all connections. */
  close(): Promise<void> {
    this.#closing ??= this.#engine.close();
    return this.#closing;
  }

  async #attempt<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
    let unit: OpenUnit | undefined;
    const result = await this.#engine.transaction(async (manager) => {
      const open = new OpenUnit(this.kind, manager, this.#options.onFault);
      unit = open;
      try {
        return await work(open);
      } finally {
        open.end();
      }
    });
    unit?.runTasks();
    return result;
  }
}

export type { DatabaseOptions, Reading, UnitOfWork };

/** The driver of SQLite is native code, which is loaded only where it is used. */
async function engineFor(options: DatabaseOptions): Promise<Engine> {
  if (databaseKindOf(options.url) === 'postgres') return PostgresEngine.open(options);
  const { SqliteEngine } = await import('./engine/sqlite-engine.ts');
  return SqliteEngine.open(options);
}
