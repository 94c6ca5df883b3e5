import { join } from 'node:path';
import { createTemporaryFolder, type TemporaryFolder } from './folder';
import { createPostgresDatabase, type PostgresDatabase } from './postgres';

/** The fresh database of one block of tests. Its functions may be called from `beforeAll` on, not while describing. */
export interface TestDatabase {
  readonly kind: 'sqlite' | 'postgres';
  /** A value for `SECRETS_GATEWAY_DATABASE_URL`: `sqlite:<folder>/gateway.db` or `postgres://…`. */
  url(): string;
  /** A private folder (0700) for `SECRETS_GATEWAY_DATA_DIR`; the SQLite file is in it. */
  dataFolder(): string;
}

/**
 * Describes the same tests twice, on a fresh SQLite file and on a fresh PostgreSQL database, and cleans both up. The
 * block gets one database for all its tests. Close connections in `afterAll`, which runs before the clean-up.
 */
export function describeOnEachDatabase(title: string, tests: (database: TestDatabase) => void): void {
  describe(`${title}, on SQLite`, () => {
    let folder: TemporaryFolder | undefined;
    beforeAll(() => {
      folder = createTemporaryFolder('data');
    });
    const dataFolder = () => given(folder).path;
    tests({ kind: 'sqlite', url: () => `sqlite:${join(dataFolder(), 'gateway.db')}`, dataFolder });
    // Hooks run in the order of their definition: what the block itself closes comes first.
    afterAll(() => folder?.remove());
  });

  describe(`${title}, on PostgreSQL`, () => {
    let folder: TemporaryFolder | undefined;
    let database: PostgresDatabase | undefined;
    beforeAll(async () => {
      folder = createTemporaryFolder('data');
      database = await createPostgresDatabase();
    });
    tests({ kind: 'postgres', url: () => given(database).url, dataFolder: () => given(folder).path });
    afterAll(async () => {
      await database?.drop();
      folder?.remove();
    });
  });
}

function given<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('the database is there from beforeAll on, not while describing');
  return thing;
}
