import type { Database } from '../../src/storage/database';

interface Runner {
  query(text: string, ...rest: unknown[]): Promise<unknown>;
}

const watched = new WeakSet<object>();
const watchers = new Set<string[]>();

/** The texts of the statements that reach the driver while the work runs, outside units of work and inside. */
export async function statementsDuring(database: Database, work: () => Promise<unknown>): Promise<string[]> {
  const { connection } = database.reader.manager;
  const create = connection.createQueryRunner.bind(connection);
  const spy = jest.spyOn(connection, 'createQueryRunner').mockImplementation((mode) => watch(create(mode)));
  // SQLite's units of work have a connection of their own.
  const unitOfWork = database.unitOfWork.bind(database);
  const units = jest.spyOn(database, 'unitOfWork').mockImplementation((work) =>
    unitOfWork((unit) => {
      if (unit.manager.queryRunner !== undefined) watch(unit.manager.queryRunner);
      return work(unit);
    }),
  );
  await database.unitOfWork(async () => undefined);
  const seen: string[] = [];
  watchers.add(seen);
  try {
    await work();
  } finally {
    watchers.delete(seen);
    spy.mockRestore();
    units.mockRestore();
  }
  return seen;
}

/** SQLite's driver gives the same runner each time. */
function watch<One extends Runner>(runner: One): One {
  if (watched.has(runner)) return runner;
  watched.add(runner);
  const query = runner.query.bind(runner);
  runner.query = (text, ...rest) => {
    for (const seen of watchers) seen.push(text);
    return query(text, ...rest);
  };
  return runner;
}
