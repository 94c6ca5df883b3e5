import { MIGRATIONS } from '../migrations/migration-list';
import { StorageFault } from '../sql/fault';
import { type DatabaseKind, type Sql, sql } from '../sql/sql';

/** The code of the fault for a database with tables of another program. */
export const FOREIGN_TABLES = 'FOREIGN_TABLES';

/** Runs a statement without values. */
export type Ask = (statement: Sql) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const OURS: ReadonlySet<unknown> = new Set(MIGRATIONS.map(({ name }) => name));

// On PostgreSQL: the schema that the search path names first, without the tables of extensions.
const TABLES: Readonly<Record<DatabaseKind, Sql>> = {
  sqlite: sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
  postgres: sql`SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'f') AND NOT EXISTS (
SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
};

/**
 * Refuses a database that has tables, but none of ours: someone has named the database of another program.
 *
 * @throws StorageFault with the code {@link FOREIGN_TABLES}, and what the statements throw.
 */
export async function refuseForeignTables(kind: DatabaseKind, ask: Ask): Promise<void> {
  const names = (await ask(TABLES[kind])).map(({ name }) => name);
  const ran = names.includes('migration') ? await ask(sql`SELECT * FROM migration`) : [];
  if (ran.some(({ name }) => OURS.has(name))) return;
  // A first migration that was refused may leave its empty table behind.
  const foreign = names.filter((name) => name !== 'migration' || ran.length > 0);
  if (foreign.length > 0) throw new StorageFault(FOREIGN_TABLES);
}
