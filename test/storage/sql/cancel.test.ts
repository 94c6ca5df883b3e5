import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { LimitExceeded, Unavailable } from '../../../src/core/errors';
import { OperationTime } from '../../../src/core/operation-time';
import { Database } from '../../../src/storage/database';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { describeWithPooler, startPooler } from '../../support/pgbouncer';
import { createPostgresDatabase, type PostgresDatabase } from '../../support/postgres';

/** Longer than any test may take. */
const SLEEP = 100;

let server: PostgresDatabase;
let witness: Client;
beforeAll(async () => {
  server = await createPostgresDatabase();
  witness = new Client({ connectionString: server.url });
  await witness.connect();
});
afterAll(async () => {
  await witness?.end();
  await server?.drop();
});

/** Statements that the server works on for the gateway. */
async function running(): Promise<number> {
  const { rows } = await witness.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()`,
  );
  return rows.length;
}

async function until(count: number): Promise<void> {
  while ((await running()) !== count) await pause(20);
}

const sleeping = (database: Database, seconds: number) =>
  rowsOf(database.reader, sql`SELECT ${'done'} AS done, pg_sleep(${seconds})`);

/** @param url of the database itself, or through a pooler. */
async function checkCancelling(url: string): Promise<void> {
  const database = await Database.open({ url, poolSize: 1 });
  try {
    await expect(new OperationTime(300).run(() => sleeping(database, SLEEP))).rejects.toThrow(LimitExceeded);
    await until(0);

    const left = new OperationTime(60_000);
    const abandoned = expect(left.run(() => sleeping(database, SLEEP))).rejects.toThrow(Unavailable);
    await until(1);
    left.abandon();
    await abandoned;
    await until(0);

    // The only connection of the pool works, and what has time is not ended.
    const [row] = await new OperationTime(60_000).run(() => sleeping(database, 0.2));
    expect(row).toMatchObject({ done: 'done' });
  } finally {
    await database.close();
  }
}

describe('a statement that PostgreSQL works on', () => {
  it('ends with the time of its operation, and when the client leaves', () => checkCancelling(server.url));
});

describeWithPooler('the same through a pooler', () => {
  it('ends, too', async () => {
    const pooler = await startPooler(server.url);
    try {
      await checkCancelling(pooler.url);
    } finally {
      await pooler.stop();
    }
  });
});
