import type { QueryRunner } from 'typeorm';
import { inTurn, requireTime, whenTimeIsOver } from '../../core/operation-time';
import { cancelStatement, type PostgresClient } from './cancel';
import { endsConnection, faultOf } from './fault';
import { boundValue, renderedSql, type Sql } from './sql';
import type { Reading } from './unit-of-work';

/** A count as the drivers give it: text from PostgreSQL, whose counts are 64-bit integers. */
export type StoredCount = number | string;

/** Runs a statement that returns rows (`RETURNING` included). @throws Unavailable, Conflict, StorageFault */
export async function rowsOf<Row>(on: Reading, statement: Sql): Promise<Row[]> {
  const text = renderedSql(statement, on.kind);
  // TypeORM's SQLite runner drops the rows of a statement that begins with INSERT, UPDATE or DELETE, hence the space.
  const result = await run(on, on.kind === 'sqlite' ? ` ${text}` : text, statement);
  return result.records as Row[];
}

/** The first row, if there is one. @throws Unavailable, Conflict, StorageFault */
export async function firstOf<Row>(on: Reading, statement: Sql): Promise<Row | undefined> {
  return (await rowsOf<Row>(on, statement))[0];
}

/**
 * Runs an INSERT, UPDATE or DELETE.
 *
 * @returns the number of rows changed.
 * @throws Unavailable, Conflict, StorageFault
 */
export async function changesOf(on: Reading, statement: Sql): Promise<number> {
  const result = await run(on, renderedSql(statement, on.kind), statement);
  return result.affected ?? 0;
}

/** The number in the column `count` of the only row. */
export async function countOf(on: Reading, statement: Sql): Promise<number> {
  return Number((await firstOf<{ count: StoredCount }>(on, statement))?.count ?? 0);
}

/** The `count` of the row with each `key`; 0 for a key without a row. */
export async function countsOf(
  on: Reading,
  statement: Sql,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const counts = new Map(keys.map((key) => [key, 0]));
  if (keys.length === 0) return counts;
  for (const { key, count } of await rowsOf<{ key: string; count: StoredCount }>(on, statement)) {
    counts.set(key, Number(count));
  }
  return counts;
}

/**
 * How many reads of one operation run at the same time. The reads of SQLite share one connection, and those that wait for
 * it hold threads that others need.
 */
const READS_AT_ONCE = { sqlite: 1, postgres: 4 } as const;

/** A statement of a unit belongs to its transaction; every other one is a read, which its operation's time limits. */
async function run(on: Reading, text: string, statement: Sql) {
  const runner = on.manager.queryRunner;
  if (runner === undefined) {
    requireTime();
    return inTurn(READS_AT_ONCE[on.kind], () => read(on, text, statement));
  }
  try {
    return await runner.query(text, statement.values.map(boundValue), true);
  } catch (error) {
    throw faultOf(error, on.onFault);
  }
}

async function read({ kind, manager, onFault }: Reading, text: string, statement: Sql) {
  requireTime();
  const runner = manager.connection.createQueryRunner();
  let failure: unknown;
  let cancelled: Promise<boolean> | undefined;
  let unwatch = () => {};
  try {
    if (kind === 'postgres') {
      const client: PostgresClient = await runner.connect();
      requireTime();
      unwatch = whenTimeIsOver(() => {
        cancelled ??= cancelStatement(client);
      });
    }
    return await runner.query(text, statement.values.map(boundValue), true);
  } catch (error) {
    failure = error;
    if (cancelled !== undefined) requireTime();
    throw faultOf(error, onFault);
  } finally {
    unwatch();
    // A request to cancel that comes late would end the next statement of the connection.
    const isCertain = cancelled === undefined || (await cancelled);
    await releaseRunner(runner, isCertain ? failure : CLOSE_SESSION);
  }
}

/** A failure after which a connection is closed. */
export const CLOSE_SESSION = new Error('Query read timeout');

/**
 * Returns a connection to the pool. The pool closes a PostgreSQL connection instead of using it again if it is still
 * waiting for an answer, or if the failure says that the same would fail on it again, such as on a server that became
 * read-only.
 */
export async function releaseRunner(runner: QueryRunner, failure?: unknown): Promise<void> {
  const closing = runner as QueryRunner & { releasePostgresConnection?: (error: Error) => Promise<void> };
  if (endsConnection(failure) && closing.releasePostgresConnection !== undefined) {
    await closing.releasePostgresConnection(new Error('closed'));
  } else {
    await runner.release();
  }
}
