import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../../src/storage/database';
import { organizationOf } from '../noun.fixture';
import { folder, fresh } from '../sqlite.fixture';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the files of SQLite', () => {
  it.each([0o000, 0o022])('are for their owner only, also under the umask %o', async (umask) => {
    const before = process.umask(umask);
    try {
      const { database, path, store } = await fresh();
      await database.unitOfWork((unit) => store.insert(unit, organizationOf()));
      expect([path, `${path}-wal`, `${path}-shm`].map(modeOf)).toEqual(['600', '600', '600']);
      expect(modeOf(join(path, '..'))).toBe('700');
    } finally {
      process.umask(before);
    }
  });

  it('become so when they were not, and a folder that was there keeps its mode', async () => {
    const data = join(folder.path, 'open');
    const path = join(data, 'gateway.db');
    mkdirSync(data, { mode: 0o755 });
    chmodSync(data, 0o755);
    writeFileSync(path, '', { mode: 0o644 });
    const database = await Database.open({ url: `sqlite:${path}` });
    expect([modeOf(path), modeOf(data)]).toEqual(['600', '755']);
    await database.close();
  });

  it('that are no database are refused and left as they are', async () => {
    const path = join(folder.path, 'text.db');
    writeFileSync(path, 'no database, but long enough to look at it'.repeat(100));
    const before = readFileSync(path);
    await expect(Database.open({ url: `sqlite:${path}` })).rejects.toMatchObject({ code: 'SQLITE_NOTADB' });
    expect(readFileSync(path)).toEqual(before);
  });

  it('that cannot be made are a fault with the code of the file system', async () => {
    writeFileSync(join(folder.path, 'file'), '');
    const url = `sqlite:${join(folder.path, 'file', 'gateway.db')}`;
    await expect(Database.open({ url })).rejects.toMatchObject({ name: 'StorageFault', code: 'EEXIST' });
  });

  it.each(['', 'sqlite:', 'sqlite::memory:', 'mysql://user:hidden@host/x'])(
    'are not looked for at the URL "%s", which the error does not quote',
    async (url) => {
      const error: unknown = await Database.open({ url }).catch((each: unknown) => each);
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).not.toContain('hidden');
    },
  );
});
