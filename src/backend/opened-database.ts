import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { Database, type DatabaseOptions } from '../storage/database';
import { FOREIGN_TABLES } from '../storage/engine/foreign-tables';
import { StorageFault } from '../storage/sql/fault';
import { failureOf } from './database-failure';
import { isMissingFile } from './missing-keys';

/** There is no SQLite file yet. */
export class NoDatabase extends ConfigError {
  constructor() {
    super('SECRETS_GATEWAY_DATABASE_URL', 'there is no database yet; the first start of a gateway makes it');
  }
}

/** The database lacks migrations, and the caller must not run them. */
export class NotMigrated extends ConfigError {
  constructor() {
    super('SECRETS_GATEWAY_DATABASE_URL', 'the database is not migrated; run "secrets-gateway migrate"');
  }
}

/** The database belongs to another program. */
class ForeignDatabase extends ConfigError {
  constructor() {
    super(
      'SECRETS_GATEWAY_DATABASE_URL',
      'this database has tables of another program; name another database or schema, or permit it with SECRETS_GATEWAY_ALLOW_FOREIGN_TABLES=on',
    );
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
      allowsForeignTables: config.allowForeignTables,
      mustConnect,
      onFault: (fault) => {
        log?.warn('storage fault', { ...failureOf(fault.code) });
        onFault?.(fault);
      },
    });
  } catch (error) {
    refuseForeignDatabase(error);
    if (!(error instanceof TypeError)) throw error;
    throw new ConfigError('SECRETS_GATEWAY_DATABASE_URL', 'give sqlite:<file> or postgres://…');
  }
}

/** Refuses to go on without a SQLite file, because opening would create it. @throws NoDatabase */
export function requireDatabaseFile(config: Config): void {
  if (isMissingFile(config)) throw new NoDatabase();
}

/** @throws ForeignDatabase for a fault that says so. */
export function refuseForeignDatabase(error: unknown): void {
  if (error instanceof StorageFault && error.code === FOREIGN_TABLES) throw new ForeignDatabase();
}

/** Runs the missing migrations; needs no key. @returns the names of those that ran. */
export async function migrateDatabase(config: Config, log: Log): Promise<readonly string[]> {
  const database = await openDatabase(config, log, { mustConnect: true });
  try {
    return await database.migrate();
  } catch (error) {
    refuseForeignDatabase(error);
    throw error;
  } finally {
    await database.close();
  }
}
