import sqlite3 from 'sqlite3';
import { PreparingDatabase } from './sqlite-statements';

/**
 * The sqlite3 driver as TypeORM wants it, except that it keeps prepared statements and that `verbose()` does nothing: that
 * mode writes every call's arguments, values included, into the stack of errors, and builds a stack for each call.
 */
export function quietSqlite(): Pick<typeof sqlite3, 'Database'> & { verbose(): unknown } {
  const quiet = { ...sqlite3, Database: PreparingDatabase as typeof sqlite3.Database, verbose: () => quiet };
  return quiet;
}

/** Open an existing file for reading and writing (a reader of a WAL database writes to its index). */
export const OPEN_EXISTING = sqlite3.OPEN_READWRITE | sqlite3.OPEN_FULLMUTEX;
