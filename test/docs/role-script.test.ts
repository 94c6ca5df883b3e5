import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Database } from '../../src/storage/database';
import { createPostgresDatabase } from '../support/postgres';

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

it.each(['dispenser', 'approver'])(
  '%s-role.sql: an owner without CREATEROLE needs the role made first',
  async (name) => {
    const script = readFileSync(join(__dirname, `../../docs/operations/${name}-role.sql`), 'utf8');
    const database = await createPostgresDatabase();
    const { pathname } = new URL(database.url);
    const [own, other] = [`owner_${pathname.slice(1)}`, `made_${pathname.slice(1)}`];
    await run(
      database.url,
      `CREATE ROLE ${own} LOGIN PASSWORD 'pw'; ALTER DATABASE ${pathname.slice(1)} OWNER TO ${own}`,
    );
    const url = new URL(database.url);
    Object.assign(url, { username: own, password: 'pw' });
    const stored = await Database.open({ url: url.href, poolSize: 1 });
    await stored.migrate();
    await stored.close();
    // A name of its own: other tests of the same server make the role of the script.
    const renamed = script.replaceAll(`secrets_${name}`, other);
    await expect(run(url.href, renamed)).rejects.toMatchObject({ code: '42501' });
    await run(database.url, `CREATE ROLE ${other} LOGIN`);
    await run(url.href, renamed);
    await run(url.href, renamed);
    await database.drop();
  },
);
