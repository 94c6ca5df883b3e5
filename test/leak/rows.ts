import { Client } from 'pg';
import { Database } from 'sqlite3';

/** Every table with its rows, each as one text; read by another connection than the gateway's. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** Reads a whole database. @param url as in `SECRETS_GATEWAY_DATABASE_URL`. */
export function readRows(url: string): Promise<Rows> {
  return url.startsWith('sqlite:') ? readSqlite(url.slice('sqlite:'.length)) : readPostgres(url);
}

/** How many rows each table has, without the audit log and the counters of rates, which may grow by a refusal. */
export function countsOf(rows: Rows): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...rows]
      .filter(([table]) => !/^(?:audit_|rate_limit$)/.test(table))
      .map(([table, { length }]) => [table, length]),
  );
}

/** All rows as one text, for searches. */
export function textOf(rows: Rows): string {
  return [...rows].map(([table, lines]) => [table, ...lines].join('\n')).join('\n');
}

async function readSqlite(path: string): Promise<Rows> {
  const database = await new Promise<Database>((resolve, reject) => {
    const opened = new Database(path, (error) => (error ? reject(error) : resolve(opened)));
  });
  const all = (statement: string) =>
    new Promise<Record<string, unknown>[]>((resolve, reject) =>
      database.all(statement, (error, rows) =>
        error ? reject(error) : resolve(rows as Record<string, unknown>[]),
      ),
    );
  try {
    const tables = await all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    const rows = new Map<string, string[]>();
    for (const { name } of tables) {
      const found = await all(`SELECT * FROM "${String(name)}"`);
      rows.set(String(name), found.map(rowText));
    }
    return rows;
  } finally {
    await new Promise((closed) => database.close(closed));
  }
}

/** Bytes raw, as the search has its own ways to see them in hex or base64. */
function rowText(row: Record<string, unknown>): string {
  return Object.values(row)
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join('|');
}

async function readPostgres(url: string): Promise<Rows> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await readTables(client);
  } finally {
    await client.end();
  }
}

/** All tables in two round trips. */
async function readTables(client: Client): Promise<Rows> {
  const tables = await client.query<{ tablename: string }>(
    'SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename',
  );
  const names = tables.rows.map(({ tablename }) => tablename);
  const statements = names.map((name) => `SELECT t::text AS text FROM "${name}" AS t`);
  const found = [await client.query<{ text: string }>(statements.join('; '))].flat();
  return new Map(names.map((name, at) => [name, found[at]!.rows.map(({ text }) => text)]));
}
