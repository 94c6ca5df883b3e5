import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { SqliteQueryRunner } from 'typeorm/driver/sqlite/SqliteQueryRunner';

/** The statements that reach a driver while `work` runs. BEGIN, COMMIT and ROLLBACK do not count. */
export async function statementsDuring<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly statements: readonly string[] }> {
  const spies = [SqliteQueryRunner, PostgresQueryRunner].map(({ prototype }) =>
    jest.spyOn(prototype, 'query'),
  );
  try {
    const result = await work();
    const texts = spies.flatMap((spy) => spy.mock.calls.map(([text]) => String(text).trim()));
    const statements = texts.filter((text) => !/^(?:BEGIN|START|COMMIT|ROLLBACK|SET|PRAGMA)\b/i.test(text));
    return { result, statements };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
