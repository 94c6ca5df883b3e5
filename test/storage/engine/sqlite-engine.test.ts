import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sqlite3 from 'sqlite3';
import { Unavailable } from '../../../src/core/errors';
import { Database } from '../../../src/storage/database';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { startProcess } from '../../support/process';
import { organizationOf } from '../noun.fixture';
import { folder, fresh } from '../sqlite.fixture';

describe('the connections of SQLite', () => {
  it('keep every promise that a pragma makes', async () => {
    const { database } = await fresh(321);
    const ask = async (on: { manager: Database['reader']['manager'] }, pragma: string) =>
      Object.values((await on.manager.query(`PRAGMA ${pragma}`))[0] as object)[0];
    await database.unitOfWork(async (unit) => {
      const found = ['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys', 'busy_timeout'];
      const values = [];
      for (const pragma of found) values.push(await ask(unit, pragma));
      // The writer's long wait is the engine's own, in which the process can end.
      expect(values).toEqual(['wal', 2, 1, 1, 100]);
    });
    expect(await ask(database.reader, 'query_only')).toBe(1);
    expect(await ask(database.reader, 'busy_timeout')).toBe(321);
  });

  it('never switch the driver to the mode that writes values into stacks', async () => {
    const verbose = jest.spyOn(sqlite3, 'verbose');
    await fresh();
    expect(verbose).not.toHaveBeenCalled();
    verbose.mockRestore();
  });
});

const HOLDER = `
  const sqlite3 = require('sqlite3');
  const db = new sqlite3.Database(process.argv[1]);
  db.exec('BEGIN IMMEDIATE', () => {
    console.log('held');
    setTimeout(() => db.exec('COMMIT', () => db.close()), Number(process.argv[2]));
  });`;
const hold = async (path: string, milliseconds: number) => {
  const holder = startProcess(process.execPath, ['-e', HOLDER, path, String(milliseconds)], {
    cwd: join(__dirname, '../../..'),
  });
  await holder.waitForLine(/^held$/);
  return holder;
};

describe('a lock that another process holds', () => {
  it('is waited for', async () => {
    const { database, path, store } = await fresh(300_000);
    const holder = await hold(path, 3_600_000);
    let isDone = false;
    const writing = database
      .unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'waited' })))
      .then(() => {
        isDone = true;
      });
    await pause(200);
    expect(isDone).toBe(false);
    await holder.kill('SIGKILL');
    await writing;
    expect(await store.findBySlug(database.reader, 'waited')).toBeDefined();
  });

  it('is waited for also by who opens a file that another process just makes', async () => {
    const url = async (name: string, milliseconds: number) => {
      const path = join(folder.path, `${name}.db`);
      const holder = await hold(path, milliseconds);
      return { url: `sqlite:${path}`, holder };
    };
    const young = await url('young', 600);
    const database = await Database.open({ url: young.url, busyTimeoutMs: 300_000 });
    await database.migrate();
    await database.close();
    const stuck = await url('stuck', 3_600_000);
    await expect(Database.open({ url: stuck.url, busyTimeoutMs: 300 })).rejects.toBeInstanceOf(Unavailable);
    await stuck.holder.kill('SIGKILL');
  });

  it('is Unavailable after the limit, not ready for writes, does not stop readers, and is forgotten when it is gone', async () => {
    const faults: string[] = [];
    const { database, path, store } = await fresh(100, ({ code }) => faults.push(code));
    const holder = await hold(path, 3_600_000);
    let ran = false;
    const writing = database.unitOfWork(async () => {
      ran = true;
    });
    expect(await store.isEmpty(database.reader)).toBe(true);
    await expect(writing).rejects.toBeInstanceOf(Unavailable);
    expect([ran, faults]).toEqual([false, ['SQLITE_BUSY']]);
    expect(await database.isReady()).toBe(false);
    await holder.kill('SIGKILL');
    await database.unitOfWork((unit) => store.insert(unit, organizationOf()));
    expect(await database.isReady()).toBe(true);
  });
});

describe('a writer that waits for the lock', () => {
  it('does not hold up the end', async () => {
    const { database, path, store } = await fresh(3_600_000);
    const holder = await hold(path, 3_600_000);
    const writing = database.unitOfWork((unit) => store.insert(unit, organizationOf()));
    writing.catch(() => undefined);
    await pause(150);
    // Both the wait and the lock last for an hour: the end comes only when the wait is given up.
    await database.close();
    await expect(writing).rejects.toBeInstanceOf(Unavailable);
    await holder.kill('SIGKILL');
  });
});

describe('a full disk', () => {
  it('is Unavailable at whatever write it comes, changes nothing, and ends by itself', async () => {
    const { database, store } = await fresh();
    await database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'before' })));
    const pages = async (limit: number) => {
      let count = 0;
      await database.unitOfWork(async (unit) => {
        const [row] = await unit.manager.query('PRAGMA page_count');
        count = (row as { page_count: number }).page_count;
        await unit.manager.query(`PRAGMA max_page_count = ${limit === 0 ? 1_000_000 : count + limit}`);
      });
    };
    const failed: number[] = [];
    for (let room = 1; room <= 6; room++) {
      await pages(room);
      const filling = database.unitOfWork(async (unit) => {
        for (let row = 0; row < 20; row++) {
          await store.insert(unit, organizationOf({ name: 'x'.repeat(3000), slug: `full-${row}` }));
        }
      });
      await filling.catch((error: unknown) => {
        expect(error).toBeInstanceOf(Unavailable);
        failed.push(room);
      });
      expect((await store.all(database.reader)).map(({ slug }) => slug)).toEqual(['before']);
    }
    expect(failed).toEqual([1, 2, 3, 4, 5, 6]);
    await pages(0);
    await database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'after' })));
    expect(await rowsOf(database.reader, sql`PRAGMA integrity_check`)).toEqual([{ integrity_check: 'ok' }]);
  });
});

describe('a connection that cannot roll back', () => {
  it('is closed, and the next unit opens another one', async () => {
    const faults: string[] = [];
    const { database, store } = await fresh(300, ({ code }) => faults.push(code));
    const stuck = database.unitOfWork(async (unit) => {
      await store.insert(unit, organizationOf({ slug: 'stuck' }));
      const runner = unit.manager.queryRunner!;
      const query = runner.query.bind(runner);
      jest
        .spyOn(runner, 'query')
        .mockImplementation((text: string, ...rest) =>
          text === 'ROLLBACK' ? Promise.reject(new Error('SQLITE_IOERR')) : query(text, ...rest),
        );
      throw new Error('forced');
    });
    await expect(stuck).rejects.toThrow('forced');
    expect(faults).toEqual(['SQLITE_REOPEN']);
    await database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug: 'next' })));
    expect((await store.all(database.reader)).map(({ slug }) => slug)).toEqual(['next']);
    await database.unitOfWork(async (unit) => {
      expect(await unit.manager.query('PRAGMA secure_delete')).toEqual([{ secure_delete: 1 }]);
    });
  });
});

describe('a closed database', () => {
  it('is Unavailable and is not opened again', async () => {
    const { database, store } = await fresh();
    await Promise.all([database.close(), database.close()]);
    await expect(database.unitOfWork((unit) => store.all(unit))).rejects.toBeInstanceOf(Unavailable);
    await expect(store.all(database.reader)).rejects.toBeInstanceOf(Unavailable);
    await database.scrub();
  });
});
