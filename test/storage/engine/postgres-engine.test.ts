import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Unavailable } from '../../../src/core/errors';
import { Database, type UnitOfWork } from '../../../src/storage/database';
import { MIGRATIONS } from '../../../src/storage/migrations/migration-list';
import { changesOf, rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { OrganizationStore } from '../../../src/storage/stores/organization.store';
import { type OwnPostgres, startOwnPostgres } from '../../support/postgres';
import { NOW, organizationOf } from '../noun.fixture';

let server: OwnPostgres;
beforeAll(async () => {
  server = await startOwnPostgres();
});
afterAll(() => server.remove());

const open: Database[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});

async function opened(more: { poolSize?: number; statementTimeoutMs?: number } = {}) {
  const faults: string[] = [];
  const database = await Database.open({
    url: server.url,
    onFault: ({ code }) => faults.push(code),
    ...more,
  });
  open.push(database);
  return { database, store: new OrganizationStore(), faults };
}

async function outside(statement: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const AGAIN = sql`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`;
const TERMINATE =
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secrets-gateway'";

describe('several gateways', () => {
  it('migrate an empty database once, though they start together', async () => {
    const gateways = await Promise.all([1, 2, 3, 4].map(() => opened({ poolSize: 1 })));
    const ran = await Promise.all(gateways.map(({ database }) => database.migrate()));
    expect(ran.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await gateways[0]!.database.pendingMigrations()).toBe(false);
  });
});

describe('two units that wait for each other', () => {
  it('both succeed: the one that the server gives up on is run again', async () => {
    const { database, store, faults } = await opened();
    const ids = ['deadlock-a', 'deadlock-b'];
    const rows = ids.map((slug) => organizationOf({ slug }));
    await database.unitOfWork(async (unit) => {
      for (const row of rows) await store.insert(unit, row);
    });
    let runs = 0;
    const tasks: string[] = [];
    const unit = (first: number, second: number) =>
      database.unitOfWork(async (on) => {
        runs++;
        on.afterCommit(() => tasks.push('ran'));
        const rename = (at: number) =>
          changesOf(on, sql`UPDATE organization SET name = name || 'x' WHERE id = ${rows[at]!.id}`);
        await rename(first);
        await pause(200);
        await rename(second);
      });
    await Promise.all([unit(0, 1), unit(1, 0)]);
    // They may wait for each other again when they are run again at once.
    expect(faults.length).toBeGreaterThanOrEqual(1);
    expect(runs).toBe(2 + faults.length);
    expect(tasks).toEqual(['ran', 'ran']);
    expect(new Set(faults)).toEqual(new Set(['40P01']));
    const names = (
      await store.find(
        database.reader,
        rows.map(({ id }) => id),
      )
    ).map(({ name }) => name);
    expect(names).toEqual(['Examplexx', 'Examplexx']);
  });

  it.each([
    ['by a statement of a store', (unit: UnitOfWork) => rowsOf(unit, AGAIN)],
    ['by TypeORM itself', (unit: UnitOfWork) => unit.manager.query(AGAIN.texts[0] ?? '')],
  ])('are Unavailable when three repetitions did not help, told %s', async (_by, ask) => {
    const { database } = await opened();
    let runs = 0;
    const failing = database.unitOfWork(async (unit) => {
      runs++;
      await ask(unit);
    });
    await expect(failing).rejects.toBeInstanceOf(Unavailable);
    expect(runs).toBe(4);
  });
});

describe('a server', () => {
  it('that kills the connection in a transaction is Unavailable, with nothing written, and works again at once', async () => {
    const { database, store } = await opened();
    const killed = database.unitOfWork(async (unit) => {
      await store.insert(unit, organizationOf({ slug: 'killed' }));
      await outside(TERMINATE);
      await store.insert(unit, organizationOf({ slug: 'killed-too' }));
    });
    await expect(killed).rejects.toBeInstanceOf(Unavailable);
    expect(await store.findBySlug(database.reader, 'killed')).toBeUndefined();
    await database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'after-kill' })));
  });

  it('that kills idle connections is not noticed by the next queries', async () => {
    const { database, store } = await opened();
    await Promise.all([1, 2, 3, 4].map(() => store.all(database.reader)));
    await outside(TERMINATE);
    await pause(100);
    await Promise.all([1, 2, 3, 4].map(() => store.all(database.reader)));
  });

  it('that is slow is Unavailable after the limit, and the connection is usable again', async () => {
    const { database } = await opened({ statementTimeoutMs: 200, poolSize: 1 });
    const slow = () => rowsOf(database.reader, sql`SELECT pg_sleep(5)`);
    await expect(slow()).rejects.toBeInstanceOf(Unavailable);
    expect(await rowsOf(database.reader, sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
    await expect(database.unitOfWork((unit) => rowsOf(unit, sql`SELECT pg_sleep(5)`))).rejects.toBeInstanceOf(
      Unavailable,
    );
    expect(await rowsOf(database.reader, sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });

  it('whose connections are all in use is Unavailable after the limit', async () => {
    const { database } = await opened({ statementTimeoutMs: 200, poolSize: 1 });
    await database.unitOfWork(async () => {
      await expect(rowsOf(database.reader, sql`SELECT 1 AS one`)).rejects.toBeInstanceOf(Unavailable);
    });
  });

  it('that goes away and comes back takes the gateway with it only for that time', async () => {
    const { database, store } = await opened();
    expect(await database.isReady()).toBe(true);
    await server.kill('SIGKILL');
    expect(await database.isReady()).toBe(false);
    await expect(store.all(database.reader)).rejects.toBeInstanceOf(Unavailable);
    await expect(database.unitOfWork((unit) => store.insert(unit, organizationOf()))).rejects.toBeInstanceOf(
      Unavailable,
    );
    await server.restart();
    expect(await database.isReady()).toBe(true);
    await database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'back' })));
  });

  it('that is down at the start is Unavailable until it is up', async () => {
    await server.stop();
    const { database, store } = await opened();
    expect(await database.isReady()).toBe(false);
    await expect(database.migrate()).rejects.toBeInstanceOf(Unavailable);
    await expect(database.unitOfWork(async () => 'ran')).rejects.toBeInstanceOf(Unavailable);
    await server.restart();
    while (!(await database.isReady())) await pause(100);
    expect(await store.findBySlug(database.reader, 'back')).toBeDefined();
  });

  it('that refuses the password is told at once, without the password', async () => {
    const wrong = new URL(server.url);
    wrong.password = 'wrong-password';
    const error: unknown = await Database.open({ url: wrong.href }).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'StorageFault', code: '28P01' });
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-password');
  });

  it('keeps the times as they were given', async () => {
    const { database, store } = await opened();
    const organization = organizationOf();
    await database.unitOfWork((unit) => store.insert(unit, organization));
    const [found] = await store.find(database.reader, [organization.id]);
    expect(found?.createdAt).toEqual(NOW);
  });
});
