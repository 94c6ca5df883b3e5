import { chmodSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { sqliteFileOf } from '../core/database-url';
import { syncFolder } from '../files/private-file';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/** What a data folder holds: the database with its companions and copies, the keys and the first token with their drafts. */
const OURS =
  /^(?:.+\.(?:db|key)(?:-wal|-shm|-journal|\.new)?|owner\.token(?:\.[0-9a-f]+)?(?:\.new)?|opening|lost\+found)$/;

/**
 * Prepares the folders of a gateway on this machine, before the process that answers requests starts: the data folder is for
 * its owner alone, the folder of the SQLite file exists, and the opening key has a folder of its own.
 *
 * @returns what was changed in folders that existed, to log.
 * @throws ConfigError for a data folder that others can enter and that cannot be closed.
 */
export function prepareDataFolder(config: Config): readonly DataFolderChange[] {
  const changes: DataFolderChange[] = [];
  if (closeToOthers(config.dataDir)) changes.push('data folder closed to others');
  const database = sqliteFileOf(config.databaseUrl);
  if (database !== undefined) makeFolder(dirname(resolve(database)));
  if (moveOpeningKey(config.dataDir)) changes.push('opening key moved');
  return changes;
}

/** An event of the log. */
export type DataFolderChange = 'data folder closed to others' | 'opening key moved';

/** A folder that cannot be made is told by the database, which names the cause. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
  } catch {
    // The database cannot be opened then, and says so.
  }
}

/**
 * Takes the rights of others from an existing data folder. A folder that holds other files, too, such as a home folder or
 * `/etc`, is refused instead: others may need those files.
 */
function closeToOthers(folder: string): boolean {
  if (process.platform === 'win32' || !existsSync(folder)) return false;
  const { mode, uid } = statSync(folder);
  if ((mode & OTHERS) === 0) return false;
  const isOurs = uid === process.getuid?.() && readdirSync(folder).every((name) => OURS.test(name));
  if (!isOurs) {
    throw new ConfigError(
      'SECRETS_GATEWAY_DATA_DIR',
      'others than its owner can enter the folder, and it belongs to another account or holds other files; set its mode to 700, or name a new folder inside it',
    );
  }
  chmodSync(folder, OWNER_ONLY);
  return true;
}

/**
 * Moves the opening key of an earlier version into its own folder. At every moment there is a whole file under one of the names,
 * and no other key is replaced. Where that cannot be done, as on another file system or while a command changes the key, it
 * stays where it is and is used from there.
 */
function moveOpeningKey(dataDir: string): boolean {
  const old = join(dataDir, 'opening.key');
  const file = join(dataDir, 'opening', 'opening.key');
  if (!existsSync(old) || existsSync(`${old}.new`) || existsSync(`${file}.new`)) return false;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY });
    if (!existsSync(file)) {
      linkSync(old, file);
      chmodSync(file, 0o600);
      syncFolder(file);
    }
    // A move that was cut off leaves one file with two names. Another file is not ours to remove.
    if (statSync(old).ino !== statSync(file).ino) return false;
    rmSync(old);
    syncFolder(old);
    return true;
  } catch {
    return false;
  }
}
