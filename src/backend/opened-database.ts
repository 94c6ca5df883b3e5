import { existsSync } from 'node:fs';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { Database, type DatabaseOptions } from '../storage/database';
import { sqlitePathOf } from '../storage/engine/data-source';
import { failureOf } from './database-failure';

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
 * @throws ConfigError for a URL that cannot be used; Unavailable if a SQLite file cannot be opened, or PostgreSQL cannot be
 * reached and `mustConnect` is set.
 */
export async function openDatabase(
  config: Config,
  log: Log | undefined,
  { onFault, mustConnect = false }: Pick<DatabaseOptions, 'onFault' | 'mustConnect'> = {},
): Promise<Database> {
  try {
    return await Database.open({
      url: config.databaseUrl,
      poolSize: config.databasePoolSize,
      mustConnect,
      onFault: (fault) => {
        log?.warn('storage fault', { ...failureOf(fault.code) });
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
  const database = await openDatabase(config, log, { mustConnect: true });
  try {
    return await database.migrate();
  } finally {
    await database.close();
  }
}
