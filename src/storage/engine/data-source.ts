import { DataSource, type Logger, type MixedList } from 'typeorm';
import { parsePostgresUrl } from '../../core/postgres-url';
import { entitySchemaOf } from '../entities/entity-schema';
import { MIGRATIONS, TABLES } from '../migrations/migration-list';
import type { FaultListener } from '../sql/fault';
import { faultOf } from '../sql/fault';
import type { DatabaseKind } from '../sql/sql';
import { tlsOf } from './postgres-tls';

/** Which database to use, and its limits. */
export interface DatabaseOptions {
  /** `sqlite:<path>` or `postgres://user:password@host:port/name`. */
  readonly url: string;
  /** At most this many PostgreSQL connections; by default 10. */
  readonly poolSize?: number;
  /** How long a write waits for another process that holds the lock of SQLite; by default 5000 ms. */
  readonly busyTimeoutMs?: number;
  /** The time limit for a statement, and for getting a connection, on PostgreSQL; by default 10000 ms. */
  readonly statementTimeoutMs?: number;
  /** Works on a database that has tables of another program, too, and adds ours to them. */
  readonly allowsForeignTables?: boolean;
  /** Fails at once while PostgreSQL cannot be reached, instead of connecting later. */
  readonly mustConnect?: boolean;
  /** Called with a code for every failure of the storage. */
  readonly onFault?: FaultListener;
}

const STATEMENT_LIMIT_MS = 10_000;

/** Statements and parameters are never logged, not even failed ones, because they contain what must stay secret. */
const SILENT: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/** Which database a URL names. @throws TypeError that does not quote the URL, which may hold a password. */
export function databaseKindOf(url: string): DatabaseKind {
  if (/^sqlite:[^:]/.test(url)) return 'sqlite';
  if (/^postgres(?:ql)?:\/\//.test(url)) return 'postgres';
  throw new TypeError('A database URL is sqlite:<path of a file> or postgres://user:password@host:port/name');
}

/**
 * A data source with a pool of PostgreSQL connections, not yet opened.
 *
 * @throws PostgresUrlError; StorageFault `TLS_FILE`.
 */
export function postgresDataSource(options: DatabaseOptions): DataSource {
  const limit = options.statementTimeoutMs ?? STATEMENT_LIMIT_MS;
  const url = parsePostgresUrl(options.url);
  const ssl = tlsOf(url);
  return new DataSource({
    ...commonOptions('postgres'),
    type: 'postgres',
    url: url.rest,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: limit,
    applicationName: 'secrets-gateway',
    installExtensions: false,
    // The server closed an idle connection. The pool replaces it.
    poolErrorHandler: (error: unknown) => void faultOf(error, options.onFault),
    extra: {
      // Settings of a session would be refused by poolers, or stay with their connections: see `transactionSettings`. This
      // limit is the client's own. It is longer than that of the server, for a network that loses the answer.
      query_timeout: limit + 2000,
      keepAlive: true,
      ...(ssl !== undefined && { ssl }),
    },
  });
}

/** The statements that set the limits of a transaction on PostgreSQL, to its end and no further. */
export function transactionSettings({
  statementTimeoutMs: limit = STATEMENT_LIMIT_MS,
}: DatabaseOptions): string {
  return [
    'SET TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET LOCAL statement_timeout = ${limit}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${limit * 2}`,
  ].join('; ');
}

/** What the data sources of all databases share. */
export function commonOptions(kind: DatabaseKind) {
  return {
    entities: TABLES.map((each) => entitySchemaOf(each, kind)) as MixedList<never>,
    migrations: [...MIGRATIONS] as MixedList<never>,
    migrationsTableName: 'migration',
    synchronize: false,
    logging: false,
    logger: SILENT,
  } as const;
}
