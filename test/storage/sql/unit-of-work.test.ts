import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Conflict, Unavailable } from '../../../src/core/errors';
import { Database, type Reading, type UnitOfWork } from '../../../src/storage/database';
import { sqliteDataSource } from '../../../src/storage/engine/sqlite-data-source';
import { WriterLock } from '../../../src/storage/engine/writer-lock';
import { ORGANIZATION } from '../../../src/storage/entities/organization.entity';
import { StorageFault } from '../../../src/storage/sql/fault';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { OrganizationStore } from '../../../src/storage/stores/organization.store';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationOf } from '../noun.fixture';
import { statementsOf, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('a unit of work', (tested) => {
  const database = usingDatabase(tested);
  const store = () => new OrganizationStore();
  const insert = (unit: UnitOfWork, slug: string) => store().insert(unit, organizationOf({ slug }));

  it('keeps exactly what was acknowledged of 50 at once, a fifth of which roll back', async () => {
    const observed = await observe('many', (work) => database().unitOfWork((unit) => work(unit)));
    expect(observed.acknowledged).toHaveLength(80);
    expect(observed.stored).toEqual(observed.acknowledged);
    expect(observed.seenHalf).toEqual([]);
  });

  if (tested.kind === 'sqlite') {
    it('does what one shared connection does not: there, acknowledged rows are lost or units fail', async () => {
      const shared = sqliteDataSource({ url: tested.url() });
      await shared.initialize();
      const reading = { kind: 'sqlite' as const, manager: shared.manager };
      const observed = await observe(
        'naive',
        (work) =>
          shared.transaction((manager) => work({ ...reading, manager, afterCommit: () => undefined })),
        reading,
      );
      expect(observed.acknowledged.length < 80 || observed.stored.length !== 80).toBe(true);
      await shared.destroy();
    });
  }

  it('shows its rows to itself at once, and to readers after the commit', async () => {
    await database().unitOfWork(async (unit) => {
      await insert(unit, 'hidden');
      expect(await store().findBySlug(unit, 'hidden')).toBeDefined();
      expect(await store().findBySlug(database().reader, 'hidden')).toBeUndefined();
    });
    expect(await store().findBySlug(database().reader, 'hidden')).toBeDefined();
  });

  it('leaves nothing behind after an error, and passes that error on unchanged', async () => {
    const mine = new Error('mine');
    const tasks: string[] = [];
    const failing = database().unitOfWork(async (unit) => {
      await insert(unit, 'rolled-back');
      unit.afterCommit(() => tasks.push('ran'));
      throw mine;
    });
    await expect(failing).rejects.toBe(mine);
    expect(await store().findBySlug(database().reader, 'rolled-back')).toBeUndefined();
    expect(tasks).toEqual([]);
  });

  it('stays committed when a task after it fails', async () => {
    const faults: string[] = [];
    const other = await Database.open({ url: tested.url(), onFault: ({ code }) => faults.push(code) });
    try {
      await other.unitOfWork(async (unit) => {
        await insert(unit, 'with-task');
        unit.afterCommit(() => {
          throw new Error('task');
        });
      });
    } finally {
      await other.close();
    }
    expect(await store().findBySlug(database().reader, 'with-task')).toBeDefined();
    expect(faults).toEqual(['AFTER_COMMIT']);
  });

  it('refuses a query after its end, which would be in somebody else’s transaction', async () => {
    let kept: UnitOfWork | undefined;
    await database().unitOfWork(async (unit) => {
      kept = unit;
      await insert(unit, 'before-end');
    });
    await expect(rowsOf(kept!, sql`SELECT 1 AS one`)).rejects.toMatchObject({ code: 'UNIT_IS_OVER' });
  });

  it('goes on with the next one after a conflict', async () => {
    await database().unitOfWork((unit) => insert(unit, 'twice'));
    await expect(database().unitOfWork((unit) => insert(unit, 'twice'))).rejects.toBeInstanceOf(Conflict);
    await database().unitOfWork((unit) => insert(unit, 'thrice'));
    expect(await store().findBySlug(database().reader, 'thrice')).toBeDefined();
  });

  it('wraps an error that the work got from TypeORM itself', async () => {
    const raw = database().unitOfWork(
      (unit) => unit.manager.query('SELECT broken FROM nothing') as Promise<unknown>,
    );
    await expect(raw).rejects.toBeInstanceOf(StorageFault);
  });

  it('is one transaction for TypeORM too, whose save would otherwise begin another one', async () => {
    const saving = database().unitOfWork(async (unit) => {
      await save(unit.manager, 'saved');
      throw new Error('forced');
    });
    await expect(saving).rejects.toThrow('forced');
    expect(await store().findBySlug(database().reader, 'saved')).toBeUndefined();
  });

  if (tested.kind === 'sqlite') {
    it('cannot write through the reader', async () => {
      await expect(save(database().reader.manager, 'by-reader')).rejects.toThrow(/SQLITE_READONLY/);
    });
  }

  it('sends one statement for one insert', async () => {
    const statements = await statementsOf(database(), (unit) => insert(unit, 'counted'));
    expect(statements.map(({ text }) => text.slice(0, 24))).toEqual(['INSERT INTO organization']);
  });

  /** Fifty units of two rows each at once, every fifth of which fails, while somebody watches for halves of units. */
  async function observe(
    prefix: string,
    transaction: (work: (unit: UnitOfWork) => Promise<void>) => Promise<void>,
    reader: Reading = database().reader,
  ) {
    const seenHalf: string[] = [];
    const own = async () =>
      (await store().all(reader)).map(({ slug }) => slug).filter((slug) => slug.startsWith(prefix));
    let running = true;
    const watcher = (async () => {
      for (; running; await pause(1)) {
        const seen = await own();
        seenHalf.push(
          ...seen.filter((slug) => !seen.includes(slug.replace(/.$/, (end) => (end === 'a' ? 'b' : 'a')))),
        );
      }
    })();
    const units = Array.from({ length: 50 }, async (_, number): Promise<string[]> => {
      const rows = ['a', 'b'].map((half) => `${prefix}-${number}-${half}`);
      await transaction(async (unit) => {
        for (const row of rows) {
          await insert(unit, row);
          await pause(Math.random() * 3);
        }
        if (number % 5 === 0) throw new Error('forced');
      });
      return rows;
    });
    const results = await Promise.allSettled(units);
    running = false;
    await watcher;
    const acknowledged = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    return { acknowledged: acknowledged.sort(), stored: await own(), seenHalf };
  }

  function save(manager: EntityManager, slug: string): Promise<unknown> {
    const { id, name } = organizationOf();
    const row = { id, slug, name, created_at: 'now', updated_at: 'now' };
    return manager.getRepository(ORGANIZATION.name).save(row);
  }
});

describe('the lock of the writer', () => {
  it('lets them in one at a time, in the order in which they came', async () => {
    const lock = new WriterLock(1000);
    const order: number[] = [];
    let inside = 0;
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        lock.alone(async () => {
          expect(++inside).toBe(1);
          await pause(Math.random() * 3);
          order.push(number);
          inside--;
        }),
      ),
    );
    expect(order).toEqual(Array.from({ length: 20 }, (_, number) => number));
  });

  it('gives up on one that waits too long and is free afterwards', async () => {
    const lock = new WriterLock(20);
    const long = lock.alone(() => pause(100));
    await expect(lock.alone(async () => 'never')).rejects.toBeInstanceOf(Unavailable);
    await long;
    expect(await lock.alone(async () => 'free')).toBe('free');
  });

  it('is handed on after an error', async () => {
    const lock = new WriterLock(1000);
    const failing = lock.alone(async () => {
      await pause(5);
      throw new Error('mine');
    });
    const next = lock.alone(async () => 'next');
    await expect(failing).rejects.toThrow('mine');
    expect(await next).toBe('next');
  });
});
