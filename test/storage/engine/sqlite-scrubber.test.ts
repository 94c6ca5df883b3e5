import { existsSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../../../src/core/errors';
import { sqliteDataSource } from '../../../src/storage/engine/sqlite-data-source';
import { changesOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { expectNoCanary, findCanary, newCanary } from '../../support/canary';
import { organizationOf } from '../noun.fixture';
import { bytesOf, fresh } from '../sqlite.fixture';

describe('what was deleted', () => {
  it('is in no file after a scrub', async () => {
    const canary = newCanary();
    const { database, path, store } = await fresh();
    // More than a page, so that it lies in overflow pages too.
    const organization = organizationOf({ name: canary.text.repeat(1000) });
    await database.unitOfWork((unit) => store.insert(unit, organization));
    expect(findCanary(bytesOf(path), canary)).not.toEqual([]);
    await database.unitOfWork((unit) => store.delete(unit, organization.id));
    // The positive control: without the scrub the log still holds it.
    expect(findCanary(bytesOf(path), canary)).not.toEqual([]);
    await database.scrub();
    expectNoCanary('database files', bytesOf(path), [canary]);
    expect(statSync(`${path}-wal`).size).toBe(0);
  });

  it('is in no file either when a reader was in the way of the scrub, a little later', async () => {
    const canary = newCanary();
    const { database, path, store } = await fresh();
    const organization = organizationOf({ name: canary.text });
    await database.unitOfWork((unit) => store.insert(unit, organization));
    const reader = sqliteDataSource({ url: `sqlite:${path}` });
    await reader.initialize();
    await reader.query('BEGIN');
    await reader.query('SELECT * FROM organization');
    await database.unitOfWork((unit) => store.delete(unit, organization.id));
    await Promise.all([database.scrub(), database.scrub(), database.scrub()]);
    expect(findCanary(bytesOf(path), canary)).not.toEqual([]);
    await reader.query('COMMIT');
    while (findCanary(bytesOf(path), canary).length > 0) await pause(50);
    expectNoCanary('database files', bytesOf(path), [canary]);
    await reader.destroy();
  });

  it('is in no file after the database is closed', async () => {
    const canary = newCanary();
    const { database, path, store } = await fresh();
    const organization = organizationOf({ name: canary.text });
    await database.unitOfWork((unit) => store.insert(unit, organization));
    await database.unitOfWork((unit) => changesOf(unit, sql`DELETE FROM organization`));
    await database.close();
    expectNoCanary('database files', bytesOf(path), [canary]);
    expect(existsSync(`${path}-wal`)).toBe(false);
    await expect(store.isEmpty(database.reader)).rejects.toBeInstanceOf(Unavailable);
    expect(await database.isReady()).toBe(false);
  });
});
