import sqlite3 from 'sqlite3';
import { PreparingDatabase } from './sqlite-statements';

/**
 * The sqlite3 driver for TypeORM. It keeps prepared statements, and `verbose()` does nothing: that mode would write the
 * arguments of every call, values included, into the stacks of errors, and would build a stack for each call.
 */
export function quietSqlite(): Pick<typeof sqlite3, 'Database'> & { verbose(): unknown } {
  const quiet = { ...sqlite3, Database: PreparingDatabase as typeof sqlite3.Database, verbose: () => quiet };
  return quiet;
}

/**
 * Opens an existing file for reading and writing. Even a reader of a WAL database writes to its index. With the flag for URIs
 * TypeORM does not make the folder, which a gateway under Node's permission model may not do.
 */
export const OPEN_EXISTING = sqlite3.OPEN_READWRITE | sqlite3.OPEN_FULLMUTEX | sqlite3.OPEN_URI;

/** The same, and creates the file if needed. */
export const OPEN_OR_CREATE = OPEN_EXISTING | sqlite3.OPEN_CREATE;

// An extension is native code, which no permission model holds. Nothing here loads one.
Object.defineProperty(sqlite3.Database.prototype, 'loadExtension', {
  value: () => {
    throw new Error('SQLite extensions are not loaded');
  },
});
