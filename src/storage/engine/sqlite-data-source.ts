import { DataSource } from 'typeorm';
import type { SqliteConnectionOptions } from 'typeorm/driver/sqlite/SqliteConnectionOptions';
import { sqliteFileOf } from '../../core/database-url';
import { commonOptions, type DatabaseOptions } from './data-source';
import { OPEN_OR_CREATE, quietSqlite } from './sqlite-driver';

/** A data source with one SQLite connection, not yet opened. */
export function sqliteDataSource(
  options: DatabaseOptions,
  more: Pick<SqliteConnectionOptions, 'flags'> = {},
): DataSource {
  return new DataSource({
    ...commonOptions('sqlite'),
    type: 'sqlite',
    driver: quietSqlite(),
    database: sqliteFileOf(options.url) ?? '',
    busyTimeout: options.busyTimeoutMs ?? 5000,
    flags: OPEN_OR_CREATE,
    ...more,
  });
}
