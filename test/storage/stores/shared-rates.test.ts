import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../../../src/storage/database';
import { rowsOf } from '../../../src/storage/sql/query';
import { fixed, sql } from '../../../src/storage/sql/sql';
import { OwnRates, type RateStore } from '../../../src/storage/stores/rate.store';
import { rateStoreOf, SharedRates } from '../../../src/storage/stores/shared-rates';
import { createTemporaryFolder } from '../../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../../support/postgres';

const HOUR = 3600;
let server: OwnPostgres;
beforeAll(async () => {
  server = await startOwnPostgres();
  const database = await Database.open({ url: server.url });
  await database.migrate();
  await database.close();
});
afterAll(() => server.remove());

const open: Database[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});

/** A gateway's own connections, and what it counts with. */
async function gateway(points: number, seconds = HOUR) {
  const faults: string[] = [];
  const database = await Database.open({ url: server.url, onFault: ({ code }) => faults.push(code) });
  open.push(database);
  return { database, faults, rates: rateStoreOf(database.reader, { points, seconds }) };
}

let keys = 0;
const newKey = () => `principal:svc-${++keys}`;

/** Takes one point after the other. @returns how many were there. */
async function grantedOf(rates: RateStore, key: string, asked: number): Promise<number> {
  let granted = 0;
  for (let count = 0; count < asked; count++) if ((await rates.take(key, 1)) === 0) granted += 1;
  return granted;
}

/** How often the function asks the table. */
async function statementsOf(database: Database, work: () => Promise<unknown>): Promise<number> {
  const { connection } = database.reader.manager;
  const made = jest.spyOn(connection, 'createQueryRunner');
  await work();
  const count = made.mock.calls.length;
  made.mockRestore();
  return count;
}

describe('rates in one process', () => {
  it('belong to a gateway on SQLite', async () => {
    const folder = createTemporaryFolder('rates');
    const database = await Database.open({ url: `sqlite:${folder.path}/gateway.db` });
    expect(rateStoreOf(database.reader, { points: 1, seconds: 1 })).toBeInstanceOf(OwnRates);
    await database.close();
    folder.remove();
  });

  it('are exact, and there again when the window ends', async () => {
    const rates = new OwnRates({ points: 10, seconds: 1 });
    expect(await grantedOf(rates, 'a', 12)).toBe(10);
    expect(await rates.take('a', 1)).toBeGreaterThan(0);
    expect(await rates.take('b', 1)).toBe(0);
    await pause(1100);
    expect(await rates.take('a', 1)).toBe(0);
  });
});

describe('rates of several gateways', () => {
  it('belong to gateways on PostgreSQL', async () => {
    expect((await gateway(1)).rates).toBeInstanceOf(SharedRates);
  });

  it('do not spend points of a window that has ended', async () => {
    const { rates, database } = await gateway(100);
    const key = newKey();
    expect(await rates.take(key, 1)).toBe(0);
    // The second point is in the lease of the first.
    expect(await statementsOf(database, () => rates.take(key, 1))).toBe(0);
    const soon = Date.now() + 2 * HOUR * 1000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(soon);
    expect(await statementsOf(database, () => rates.take(key, 1))).toBe(1);
    clock.mockRestore();
  });

  it.each([1, 7, 49, 50, 51, 100, 333])('are exact for one gateway alone: %i points', async (points) => {
    const { rates } = await gateway(points);
    const key = newKey();
    expect(await grantedOf(rates, key, points)).toBe(points);
    const wait = await rates.take(key, 1);
    expect(wait).toBeGreaterThan((HOUR - 60) * 1000);
    expect(wait).toBeLessThanOrEqual(HOUR * 1000);
  });

  it('are never more than the points, and at most 2 % less for each gateway beside the first', async () => {
    const gateways = await Promise.all([1, 2, 3].map(() => gateway(300)));
    const key = newKey();
    const granted = await Promise.all(gateways.map(({ rates }) => grantedOf(rates, key, 200)));
    const all = granted.reduce((sum, each) => sum + each, 0);
    expect(all).toBeLessThanOrEqual(300);
    expect(all).toBeGreaterThanOrEqual(300 - 2 * 6);
  });

  it('are never more than the points, however many ask at once', async () => {
    const gateways = await Promise.all([1, 2].map(() => gateway(100)));
    const key = newKey();
    const waits = await Promise.all(
      gateways.flatMap(({ rates }) => Array.from({ length: 150 }, () => rates.take(key, 1))),
    );
    const granted = waits.filter((wait) => wait === 0).length;
    expect(granted).toBeLessThanOrEqual(100);
    expect(granted).toBeGreaterThanOrEqual(98);
  });

  it('are left to the others by a gateway that is asked for some at once', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => gateway(300)));
    const key = newKey();
    const waits = await Promise.all(Array.from({ length: 30 }, () => first!.rates.take(key, 1)));
    expect(new Set(waits)).toEqual(new Set([0]));
    expect(await grantedOf(second!.rates, key, 300)).toBeGreaterThanOrEqual(300 - 36);
  });

  it('know in the other gateway, too, what a failure cost', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => gateway(100)));
    const key = newKey();
    expect(await first!.rates.take(key, 500)).toBeGreaterThan(0);
    expect(await second!.rates.take(key, 1)).toBeGreaterThan(0);
    expect(await second!.rates.take(newKey(), 1)).toBe(0);
  });

  it('are there again when the window ends', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => gateway(10, 1)));
    const key = newKey();
    expect(await grantedOf(first!.rates, key, 11)).toBe(10);
    expect(await second!.rates.take(key, 1)).toBeGreaterThan(0);
    await pause(1100);
    expect(await first!.rates.take(key, 1)).toBe(0);
    expect(await second!.rates.take(key, 1)).toBe(0);
  });

  it('ask the database once for 2 % of the points, and no more when there are none left', async () => {
    const { rates, database } = await gateway(1_000);
    const key = newKey();
    expect(await statementsOf(database, () => grantedOf(rates, key, 1_000))).toBe(50);
    expect(await statementsOf(database, () => grantedOf(rates, key, 1_000))).toBe(1);
  });

  it('are kept in a table without a log, by key and nothing else', async () => {
    const { rates, database } = await gateway(100);
    const key = newKey();
    await rates.take(key, 1);
    const rows = await rowsOf(database.reader, sql`SELECT * FROM rate_limit WHERE key = ${key}`);
    expect(rows).toEqual([{ key, points: 2, expire: expect.any(String) }]);
    const kind = fixed('relpersistence');
    const [table] = await rowsOf(
      database.reader,
      sql`SELECT ${kind} AS kind FROM pg_class WHERE relname = ${'rate_limit'}`,
    );
    expect(table).toEqual({ kind: 'u' });
  });
});

describe('a gateway whose database does not answer', () => {
  it('counts by itself: it neither lets everything pass nor refuses all, and does not wait long', async () => {
    const { rates, database, faults } = await gateway(100);
    await rates.take(newKey(), 1);
    await server.stop();
    try {
      const key = newKey();
      expect(await grantedOf(rates, key, 130)).toBe(100);
      expect(faults.length).toBeGreaterThan(0);
      // The database is asked for a lease of several points at a time, not for each point.
      expect(faults.length).toBeLessThan(130);
    } finally {
      await server.restart();
    }
    const key = newKey();
    while (!(await database.isReady())) await pause(50);
    expect(await rates.take(key, 1)).toBe(0);
    const rows = await rowsOf(database.reader, sql`SELECT points FROM rate_limit WHERE key = ${key}`);
    expect(rows).toEqual([{ points: 2 }]);
  });
});
