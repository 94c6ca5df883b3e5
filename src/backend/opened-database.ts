import { existsSync } from 'node:fs';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { Database } from '../storage/database';
import { sqlitePathOf } from '../storage/engine/data-source';
import type { FaultListener } from '../storage/sql/fault';

/** There is no SQLite file yet. */
export class NoDatabase extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'there is no database yet; the first start of a gateway makes it');
  }
}

/** The database lacks migrations, and the caller must not run them. */
export class NotMigrated extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'the database is not migrated; run "secrets-gateway migrate"');
  }
}

/**
 * Opens the configured database without a query.
 *
 * @param log gets each failure of the database; undefined for none.
 * @param onFault called for each failure of the database.
 * @throws ConfigError for a URL that cannot be used; Unavailable if a SQLite file cannot be opened.
 */
export async function openDatabase(
  config: Config,
  log: Log | undefined,
  onFault?: FaultListener,
): Promise<Database> {
  try {
    return await Database.open({
      url: config.databaseUrl,
      poolSize: config.databasePoolSize,
      onFault: (fault) => {
        log?.warn('storage fault', { errorCode: fault.code });
        onFault?.(fault);
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError('DATABASE_URL', 'give sqlite:<file> or postgres://…');
  }
}

/** Whether the database is a SQLite file that does not exist. */
export function isMissingFile({ databaseUrl }: Config): boolean {
  return databaseUrl.startsWith('sqlite:') && !existsSync(sqlitePathOf(databaseUrl));
}

/** Refuses to go on without a SQLite file, because opening would create it. @throws NoDatabase */
export function requireDatabaseFile(config: Config): void {
  if (isMissingFile(config)) throw new NoDatabase();
}

/** Runs the missing migrations; needs no key. @returns the names of those that ran. */
export async function migrateDatabase(config: Config, log: Log): Promise<readonly string[]> {
  const database = await openDatabase(config, log);
  try {
    return await database.migrate();
  } finally {
    await database.close();
  }
}
