import { existsSync, statSync } from 'node:fs';
import sqlite3 from 'sqlite3';
import { MIGRATIONS } from '../migrations/migration-list';
import { StorageFault } from '../sql/fault';
import { type DatabaseKind, type Sql, sql } from '../sql/sql';

/** The code of the fault for a database with tables of another program. */
export const FOREIGN_TABLES = 'FOREIGN_TABLES';

/** Runs a statement without values. */
type Ask = (statement: Sql) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const OURS: ReadonlySet<unknown> = new Set(MIGRATIONS.map(({ name }) => name));

// On PostgreSQL: the schema that the search path names first, without the tables of extensions.
const TABLES: Readonly<Record<DatabaseKind, Sql>> = {
  sqlite: sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
  postgres: sql`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'f') AND NOT EXISTS (
SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
};

/**
 * Refuses a database that has tables, but none of ours: someone has named the database of another program.
 *
 * @throws StorageFault with the code {@link FOREIGN_TABLES}, and what the statements throw.
 */
export async function refuseForeignTables(kind: DatabaseKind, ask: Ask): Promise<void> {
  const names = (await ask(TABLES[kind])).map(({ name }) => name);
  const ran = names.includes('migration') ? await ask(sql`SELECT * FROM migration`) : [];
  if (ran.some(({ name }) => OURS.has(name))) return;
  // A first migration that was refused may leave its empty table behind.
  const foreign = names.filter((name) => name !== 'migration' || ran.length > 0);
  if (foreign.length > 0) throw new StorageFault(FOREIGN_TABLES);
}

/**
 * The same for a SQLite file before it is opened for writing, which would already change its mode and its journal. A file
 * that cannot be read is not refused here: opening it names the reason.
 *
 * @throws StorageFault with the code {@link FOREIGN_TABLES}.
 */
export async function refuseForeignFile(path: string): Promise<void> {
  if (!existsSync(path) || statSync(path).size === 0) return;
  let reader: sqlite3.Database | undefined;
  try {
    reader = await opened(path);
    await refuseForeignTables('sqlite', askOf(reader));
  } catch (error) {
    if (error instanceof StorageFault) throw error;
  } finally {
    await closed(reader);
  }
}

function opened(path: string): Promise<sqlite3.Database> {
  return new Promise((done, fail) => {
    const database = new sqlite3.Database(path, sqlite3.OPEN_READONLY, (error) => {
      if (error === null) done(database);
      else fail(error);
    });
  });
}

function askOf(database: sqlite3.Database): Ask {
  return (statement) =>
    new Promise((done, fail) => {
      database.all(
        statement.texts.join(''),
        (error: Error | null, rows: Readonly<Record<string, unknown>>[]) => {
          if (error === null) done(rows);
          else fail(error);
        },
      );
    });
}

function closed(database: sqlite3.Database | undefined): Promise<void> {
  return new Promise((done) => {
    if (database === undefined) done();
    else database.close(() => done());
  });
}
