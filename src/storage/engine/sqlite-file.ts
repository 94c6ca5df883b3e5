import { chmodSync, closeSync, existsSync, fchmodSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { faultOf } from '../sql/fault';

const OWNER_ONLY = 0o600;

/**
 * Creates the database file with mode 0600 and its folder with mode 0700 before SQLite does, so that neither depends on
 * the umask. A folder that exists keeps its mode. SQLite gives `-wal` and `-shm` the mode of the database file; those
 * left by a crash are corrected. Under Node's permission model, SQLite creates the file itself, with the umask of the
 * process, in the folder that the parent process has made.
 *
 * @throws Unavailable, StorageFault when the file system refuses.
 */
export function prepareSqliteFile(path: string): void {
  if (!mayWrite(path)) return;
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

/** Node's permission model; its types come with later versions. */
function mayWrite(path: string): boolean {
  const { permission } = process as { permission?: { has(scope: string, path: string): boolean } };
  return permission === undefined || permission.has('fs.write', path);
}
