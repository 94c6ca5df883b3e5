import { Client } from 'pg';
import { Database } from '../../src/storage/database';
import { MIGRATIONS } from '../../src/storage/migrations/migration-list';
import { rowsOf } from '../../src/storage/sql/query';
import { sql } from '../../src/storage/sql/sql';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { describeWithPooler, type Pooler, startPooler } from '../support/pgbouncer';
import { createPostgresDatabase, type PostgresDatabase } from '../support/postgres';
import { commandOn, ServedGateway } from './served-gateway';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';

describeWithPooler('through a pooler in transaction mode', () => {
  let database: PostgresDatabase;
  let pooler: Pooler;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    database = await createPostgresDatabase();
    pooler = await startPooler(database.url);
    folder = createTemporaryFolder('pooled');
  });
  afterAll(async () => {
    await pooler?.stop();
    folder?.remove();
    await database?.drop();
  });

  it('a start-up parameter is refused, which shows that the pooler is one', async () => {
    const client = new Client({ connectionString: pooler.url, statement_timeout: 1000 });
    await expect(client.connect()).rejects.toMatchObject({ code: '08P01' });
  });

  it('several migrate an empty database once, and no lock stays behind', async () => {
    const all = await Promise.all([1, 2, 3].map(() => Database.open({ url: pooler.url, poolSize: 2 })));
    const ran = await Promise.all(all.map((each) => each.migrate()));
    expect(ran.flat()).toEqual(MIGRATIONS.map(({ name }) => name));
    const direct = await Database.open({ url: database.url });
    // The server has databases of other tests, whose locks are shown, too.
    const locks = sql`SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE locktype = ${'advisory'} AND datname = current_database()`;
    expect(await rowsOf(direct.reader, locks)).toEqual([]);
    // The limits of a transaction end with it.
    const limits = await Promise.all(
      Array.from({ length: 8 }, () =>
        rowsOf(all[0]!.reader, sql`SELECT current_setting(${'statement_timeout'}) AS time`),
      ),
    );
    expect(new Set(limits.flat().map((row) => (row as { time: string }).time))).toEqual(new Set(['0']));
    const inside = await all[0]!.unitOfWork((unit) =>
      rowsOf(unit, sql`SELECT current_setting(${'statement_timeout'}) AS time`),
    );
    expect(inside).toEqual([{ time: '10s' }]);
    await Promise.all([...all, direct].map((each) => each.close()));
  });

  it('two gateways are ready, store secrets, and keep whole audit chains', async () => {
    const place = { url: () => pooler.url, dataFolder: () => folder.path };
    const first = new ServedGateway(place);
    await first.start();
    const second = new ServedGateway(place, { SECRETS_GATEWAY_BOOTSTRAP_TOKEN: first.token });
    await second.launch();
    expect(await Promise.all([first, second].map((each) => each.health('ready')))).toEqual([200, 200]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        first.ask(CREATE, {
          input: { organizationId: first.organizationId, name: `POOLED_${at}`, value: 'value' },
        }),
      ),
    );
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => undefined));
    expect(await commandOn(first, ['audit', 'verify'])).toMatchObject({ code: 0 });
    await Promise.all([first, second].map((each) => each.kill()));
  });
});
