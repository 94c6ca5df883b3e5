import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { isLoopbackHost } from '../core/address-range';
import { parsePostgresUrl } from '../core/postgres-url';
import type { Database } from '../storage/database';
import { firstOf } from '../storage/sql/query';
import { sql } from '../storage/sql/sql';
import { databaseFailureOf } from './database-failure';
import { isMissingFile } from './missing-keys';
import { openDatabase, refuseForeignDatabase } from './opened-database';

/** How a PostgreSQL server was reached. */
export interface ServerReport {
  readonly role: string;
  /** Where tables are looked for and made; null when the search path names no schema that exists. */
  readonly schema: string | null;
  readonly isEncrypted: boolean;
  /** A Unix socket or a loopback address. */
  readonly isOnThisMachine: boolean;
  /** The clock of the server minus that of this process, in milliseconds. */
  readonly clockDifferenceMs: number;
}

/** The state of the database. */
export interface DatabaseReport {
  /** Why it cannot be used, with the next step; undefined when it can. */
  readonly failure?: string;
  readonly server?: ServerReport;
  readonly isMigrated?: boolean;
  readonly takesWrites?: boolean;
}

/** Looks at the configured database. Changes nothing, and creates no file. Never fails for the database's own faults. */
export async function reportDatabase(config: Config): Promise<DatabaseReport> {
  if (isMissingFile(config))
    return { failure: 'there is no database yet; the first start of a gateway makes it' };
  let database: Database | undefined;
  try {
    database = await openDatabase(config, undefined, { mustConnect: true });
    const server = database.kind === 'postgres' ? await reportServer(database, config) : undefined;
    const isMigrated = !(await database.pendingMigrations());
    return {
      ...(server && { server }),
      isMigrated,
      ...(isMigrated && { takesWrites: await database.isReady() }),
    };
  } catch (error) {
    return { failure: failureText(error) };
  } finally {
    await database?.close();
  }
}

/** What failed in the database, in words. @throws an error of another kind. */
export function failureText(given: unknown): string {
  const error = foreignAsConfigError(given);
  if (error instanceof ConfigError) return error.message;
  const failure = databaseFailureOf(error);
  if (failure === undefined) throw error;
  const { errorCode, reason } = failure;
  return reason === undefined ? `it failed (${errorCode})` : `${reason} (${errorCode})`;
}

function foreignAsConfigError(error: unknown): unknown {
  try {
    refuseForeignDatabase(error);
    return error;
  } catch (refusal) {
    return refusal;
  }
}

async function reportServer({ reader }: Database, { databaseUrl }: Config): Promise<ServerReport> {
  const asked = Date.now();
  const row = await firstOf<{ schema: string | null; role: string; now: Date; tls: boolean | null }>(
    reader,
    sql`SELECT current_schema() AS schema, current_user AS role, clock_timestamp() AS now, (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS tls`,
  );
  const now = row?.now.getTime() ?? asked;
  return {
    role: row?.role ?? '',
    schema: row?.schema ?? null,
    isEncrypted: row?.tls === true,
    isOnThisMachine: isOnThisMachine(databaseUrl),
    clockDifferenceMs: now - (asked + Date.now()) / 2,
  };
}

function isOnThisMachine(url: string): boolean {
  const { host } = parsePostgresUrl(url);
  return host === '' || host.startsWith('/') || isLoopbackHost(host);
}
