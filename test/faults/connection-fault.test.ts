import { Client } from 'pg';
import { GatewayError, Unavailable } from '../../src/core/errors';
import { Database } from '../../src/storage/database';
import { FAULT_CODES, meaningOf } from '../../src/storage/sql/fault-code';
import { changesOf, rowsOf } from '../../src/storage/sql/query';
import { Sql, sql } from '../../src/storage/sql/sql';
import { OrganizationStore } from '../../src/storage/stores/organization.store';
import { organizationOf } from '../storage/noun.fixture';
import { createPostgresDatabase, type OwnPostgres, startOwnPostgres } from '../support/postgres';

let server: OwnPostgres;
let database: Database;
const store = new OrganizationStore();
beforeAll(async () => {
  server = await startOwnPostgres();
  database = await Database.open({ url: server.url, poolSize: 1 });
  await database.migrate();
});
afterAll(async () => {
  await database.close();
  await server.remove();
});

const backendOf = async (on = database): Promise<number> => {
  const [row] = await rowsOf<{ pid: number }>(on.reader, sql`SELECT pg_backend_pid() AS pid`);
  return row!.pid;
};
const SQLSTATES = Object.keys(FAULT_CODES).filter(
  (code) => /^[0-9A-Z]{5}$/.test(code) && !/^E[A-Z]{4}$/.test(code),
);
/** Raises an error with the code. */
const raise = (code: string) =>
  new Sql([`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = 'raised'; END $$`], []);

async function outside(statement: string, url = server.url): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

describe('a connection that reports', () => {
  it.each(SQLSTATES)(
    '%s is closed or kept, and what it reports is an outage or not, as the table says',
    async (code) => {
      const { isOutage, endsConnection } = meaningOf(code)!;
      for (const run of [
        () => changesOf(database.reader, raise(code)),
        () => database.unitOfWork((unit) => changesOf(unit, raise(code))),
      ]) {
        const before = await backendOf();
        const error: unknown = await run().catch((each: unknown) => each);
        if (isOutage) expect(error).toMatchObject({ code: 'UNAVAILABLE', faultCode: code });
        else expect(error).toMatchObject({ name: 'StorageFault', code });
        expect((await backendOf()) !== before).toBe(endsConnection);
      }
    },
  );

  it('a code without a meaning stays open, and is a fault', async () => {
    const before = await backendOf();
    const error: unknown = await changesOf(database.reader, raise('22012')).catch((each: unknown) => each);
    expect(error).toMatchObject({ name: 'StorageFault', code: '22012' });
    expect(error).not.toBeInstanceOf(GatewayError);
    expect(await backendOf()).toBe(before);
  });
});

describe('the readiness', () => {
  it('is false while the server is read-only, and writes work again when it is not', async () => {
    const insert = (slug: string) =>
      database.unitOfWork((unit) => store.insert(unit, organizationOf({ slug })));
    expect(await database.isReady()).toBe(true);
    await outside('ALTER DATABASE postgres SET default_transaction_read_only = on');
    await outside(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'secrets-gateway'",
    );
    await expect(insert('read-only')).rejects.toBeInstanceOf(Unavailable);
    expect(await database.isReady()).toBe(false);
    const writable = new URL(server.url);
    writable.searchParams.set('options', '-c default_transaction_read_only=off');
    await outside('ALTER DATABASE postgres RESET default_transaction_read_only', writable.href);
    expect(await database.isReady().then(() => database.isReady())).toBe(true);
    await insert('writable');
    expect(await store.findBySlug(database.reader, 'read-only')).toBeUndefined();
  });

  it('leaves no row behind', async () => {
    expect(await database.isReady()).toBe(true);
    expect(await rowsOf(database.reader, sql`SELECT digest FROM used_proof`)).toEqual([]);
  });

  it('after a write that found the disk full needs a whole write', async () => {
    await expect(database.unitOfWork((unit) => changesOf(unit, raise('53100')))).rejects.toBeInstanceOf(
      Unavailable,
    );
    await outside(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$; CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON used_proof DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    expect(await database.isReady()).toBe(false);
    expect(await database.isReady()).toBe(false);
    await outside('DROP TRIGGER refuse ON used_proof; DROP FUNCTION refuse()');
    expect(await database.isReady()).toBe(true);
    expect(await rowsOf(database.reader, sql`SELECT digest FROM used_proof`)).toEqual([]);
  });
});

describe('a database that refuses new connections', () => {
  it.each([
    ['because it allows none', 'ALLOW_CONNECTIONS false', 'ALLOW_CONNECTIONS true', '55000'],
    ['because the limit is reached', 'CONNECTION LIMIT 0', 'CONNECTION LIMIT -1', '53300'],
  ])('%s is unavailable, and available afterwards', async (_, close, open, code) => {
    const own = await createPostgresDatabase();
    const name = new URL(own.url).pathname.slice(1);
    const url = new URL(own.url);
    const maintenance = new URL(own.url);
    maintenance.pathname = 'postgres';
    // A superuser may connect beyond the limit.
    const role = `role_${name}`;
    await outside(
      `CREATE ROLE ${role} LOGIN PASSWORD 'pw'; GRANT ALL ON DATABASE ${name} TO ${role}`,
      maintenance.href,
    );
    Object.assign(url, { username: role, password: 'pw' });
    const faults: string[] = [];
    const other = await Database.open({
      url: url.href,
      poolSize: 1,
      onFault: (fault) => faults.push(fault.code),
    });
    expect(await backendOf(other)).toBeGreaterThan(0);
    await outside(`ALTER DATABASE ${name} ${close}`, maintenance.href);
    await outside(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      maintenance.href,
    );
    await expect(backendOf(other)).rejects.toBeInstanceOf(Unavailable);
    await expect(backendOf(other)).rejects.toBeInstanceOf(Unavailable);
    expect(faults).toContain(code);
    await outside(`ALTER DATABASE ${name} ${open}`, maintenance.href);
    expect(await backendOf(other)).toBeGreaterThan(0);
    await outside(`ALTER ROLE ${role} PASSWORD 'changed'`, maintenance.href);
    await outside(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
      maintenance.href,
    );
    await expect(backendOf(other)).rejects.toBeInstanceOf(Unavailable);
    await expect(backendOf(other)).rejects.toMatchObject({ faultCode: '28P01' });
    await other.close();
    await own.drop();
    await outside(`DROP ROLE ${role}`, maintenance.href);
  });
});
