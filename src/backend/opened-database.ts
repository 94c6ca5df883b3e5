import { existsSync } from 'node:fs';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { Database } from '../storage/database';
import { sqlitePathOf } from '../storage/engine/data-source';
import type { FaultListener } from '../storage/sql/fault';

/** There is no database file: nothing was ever stored. */
export class NoDatabase extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'there is no database yet; the first start of a gateway makes it');
  }
}

/** A database that lacks migrations, for a caller that must not run them: a gateway or `migrate` does. */
export class NotMigrated extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'the database is not migrated; run "secrets-gateway migrate"');
  }
}

/**
 * Opens the configured database without a query.
 *
 * @throws ConfigError for a URL that cannot be used; Unavailable when a SQLite file cannot be opened.
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

/** True for a SQLite file that is not there. */
export function isMissingFile({ databaseUrl }: Config): boolean {
  return databaseUrl.startsWith('sqlite:') && !existsSync(sqlitePathOf(databaseUrl));
}

/** Opening a SQLite file would make it. @throws NoDatabase */
export function requireDatabaseFile(config: Config): void {
  if (isMissingFile(config)) throw new NoDatabase();
}

/** Runs the migrations that have not run; no key is needed. @returns the names of those that ran. */
export async function migrateDatabase(config: Config, log: Log): Promise<readonly string[]> {
  const database = await openDatabase(config, log);
  try {
    return await database.migrate();
  } finally {
    await database.close();
  }
}
