import { existsSync, statSync } from 'node:fs';
import sqlite3 from 'sqlite3';
import { StorageFault } from '../sql/fault';
import { type Ask, refuseForeignTables } from './foreign-tables';

/**
 * Refuses the SQLite file of another program before it is opened for writing, which would already change its mode and its journal. A file
 * that cannot be read is not refused here: opening it names the reason.
 *
 * @throws StorageFault with the code `FOREIGN_TABLES`.
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
