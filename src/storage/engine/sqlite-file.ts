import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { faultOf } from '../sql/fault';

const OWNER_ONLY = 0o600;

/**
 * Makes the database file and its folder before SQLite does, so that neither follows the umask: file 0600, a folder that
 * is made here 0700 (one that was there keeps its mode: it may be anybody's). SQLite gives `-wal` and `-shm` the mode of
 * the database file; those that a crash left behind are corrected.
 *
 * @throws Unavailable, StorageFault when the file system refuses.
 */
export function prepareSqliteFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = openSync(path, 'a', OWNER_ONLY);
    try {
      fchmodSync(file, OWNER_ONLY);
    } finally {
      closeSync(file);
    }
    for (const companion of [`${path}-wal`, `${path}-shm`, `${path}-journal`]) {
      if (existsSync(companion)) chmodSync(companion, OWNER_ONLY);
    }
  } catch (error) {
    throw faultOf(error);
  }
}
