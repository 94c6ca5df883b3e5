import { inspect } from 'node:util';
import { QueryFailedError, TypeORMError } from 'typeorm';
import { Conflict, NotFound, Unavailable } from '../../../src/core/errors';
import { Database } from '../../../src/storage/database';
import { faultOf, isDriverError, StorageFault } from '../../../src/storage/sql/fault';
import { changesOf, rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { expectNoCanary, findCanary, newCanary } from '../../support/canary';
import { describeOnEachDatabase } from '../../support/databases';
import { usingDatabase } from '../secret.fixture';

/** All that a logger, a reporter or a careless handler could print of an error. */
function printed(error: unknown): string {
  const deep = inspect(error, { depth: 20, showHidden: true, getters: true });
  const { stack, cause, message } = error as Error;
  const own = Object.getOwnPropertyNames(error).map((name) =>
    String((error as Record<string, unknown>)[name]),
  );
  return [deep, JSON.stringify(error), String(error), stack, inspect(cause), message, ...own].join('\n');
}

const driverError = (code: string | undefined, message = 'failed', more: object = {}) =>
  Object.assign(new Error(message), code === undefined ? {} : { code }, more);

describe('an error of the database', () => {
  it.each([
    ['SQLITE_BUSY'],
    ['SQLITE_LOCKED'],
    ['SQLITE_FULL'],
    ['SQLITE_IOERR'],
    ['SQLITE_READONLY'],
    ['SQLITE_CANTOPEN'],
    ['08006'],
    ['57P01'],
    ['57014'],
    ['53300'],
    ['25006'],
    ['25P03'],
    ['ECONNREFUSED'],
    ['ECONNRESET'],
    ['ENOSPC'],
  ])('with the code %s is Unavailable, and the operator is told the code', (code) => {
    const told: object[] = [];
    const raw = new QueryFailedError('SELECT 1', [], driverError(code));
    expect(faultOf(raw, (fault) => told.push(fault))).toBeInstanceOf(Unavailable);
    expect(told).toEqual([{ code }]);
  });

  it.each([
    ['Connection terminated unexpectedly'],
    ['Connection terminated due to connection timeout'],
    ['timeout exceeded when trying to connect'],
    ['Query read timeout'],
    ['Client has encountered a connection error and is not queryable'],
    ['Cannot use a pool after calling end on the pool'],
  ])('that says "%s" without a code is Unavailable', (message) => {
    expect(faultOf(driverError(undefined, message))).toBeInstanceOf(Unavailable);
    expect(faultOf(driverError(undefined, `x ${message}`))).toMatchObject({ code: 'UNKNOWN' });
  });

  it.each([['SQLITE_CORRUPT'], ['42P01'], ['22021'], ['XX000']])('with the code %s is a fault', (code) => {
    expect(faultOf(driverError(code))).toEqual(new StorageFault(code));
    expect(faultOf(driverError(code))).toMatchObject({ code, message: 'The storage failed.' });
  });

  it('whose code is no code loses it', () => {
    const canary = newCanary();
    expect(faultOf(driverError(`X ${canary.text}`))).toMatchObject({ code: 'UNKNOWN' });
  });

  it('about a constraint that no client can break is a fault, and one that it can is a conflict', () => {
    const unique = (constraint: string) => faultOf(driverError('23505', 'duplicate', { constraint }));
    expect(unique('token_digest_unique')).toMatchObject({ name: 'StorageFault', code: '23505' });
    expect(unique('secret_name_unique')).toMatchObject({ code: 'CONFLICT', path: 'name' });
    expect(faultOf(driverError('23503'))).toBeInstanceOf(Conflict);
  });

  it('is told from errors of the work', () => {
    expect(isDriverError(new TypeORMError('x'))).toBe(true);
    expect(isDriverError(driverError('SQLITE_BUSY'))).toBe(true);
    expect(isDriverError(driverError('40P01'))).toBe(true);
    for (const own of [
      new Error('x'),
      new TypeError('x'),
      new NotFound(),
      driverError('ERR_INVALID_ARG_TYPE'),
    ])
      expect(isDriverError(own)).toBe(false);
    const gateway = new NotFound();
    expect(faultOf(gateway)).toBe(gateway);
  });

  it('prints nowhere what it held: statement, parameters, row, cause', () => {
    const canary = newCanary();
    const { text } = canary;
    const raw = new QueryFailedError(
      `INSERT '${text}'`,
      [text],
      driverError('XX000', `failed at ${text}`, {
        detail: text,
        hint: text,
        where: text,
        cause: new Error(text),
      }),
    );
    // The positive control: the error as it came prints it in many places.
    expect(findCanary(printed(raw), canary).length).toBeGreaterThan(4);
    for (const code of ['XX000', '23505', 'SQLITE_CONSTRAINT', '57014', '40001']) {
      Object.assign(raw.driverError, { code });
      expectNoCanary(code, printed(faultOf(raw)), [canary]);
    }
  });
});

describeOnEachDatabase('an error with a value in it', (tested) => {
  const database = usingDatabase(tested);

  const failing = (text: string) => ({
    'a broken constraint': sql`INSERT INTO organization (id, slug, name, created_at, updated_at) VALUES (${text.slice(0, 20)}, ${text}, ${null}, ${text.slice(0, 20)}, ${text.slice(0, 20)})`,
    'an unknown column': sql`SELECT nothing FROM organization WHERE slug = ${text}`,
    'a broken type': sql`SELECT CAST(${text} AS integer) FROM nothing`,
    'a syntax error': sql`SELEKT ${text}`,
  });

  it.each(Object.keys(failing('')))('prints it nowhere: %s', async (which) => {
    const canary = newCanary();
    const statement = failing(canary.text)[which as keyof ReturnType<typeof failing>];
    const output = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const errors = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const caught: unknown[] = [];
    try {
      caught.push(
        await rowsOf(database().reader, statement).catch((error: unknown) => error),
        await database()
          .unitOfWork((unit) => changesOf(unit, statement))
          .catch((error: unknown) => error),
      );
    } finally {
      const written = [...output.mock.calls, ...errors.mock.calls].map(([chunk]) => String(chunk)).join('');
      output.mockRestore();
      errors.mockRestore();
      expectNoCanary('output', written, [canary]);
    }
    for (const error of caught) {
      // SQLite's reader refuses to write before it looks at the row.
      expect(['StorageFault', 'Unavailable']).toContain((error as Error).name);
      expectNoCanary('error', printed(error), [canary]);
    }
  });

  it('prints it, on the other hand, when the statement goes past the boundary', async () => {
    const canary = newCanary();
    const text = `SELECT nothing_${canary.text} FROM organization`;
    const raw: unknown = await database()
      .reader.manager.query(text)
      .catch((error: unknown) => error);
    expect(findCanary(printed(raw), canary)).not.toEqual([]);
  });

  it('is an answer for the client when text holds U+0000, which one of the databases cannot store', async () => {
    const nul = rowsOf(database().reader, sql`SELECT id FROM organization WHERE slug = ${'a\u0000b'}`);
    await expect(nul).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is told the operator as a code', async () => {
    const faults: object[] = [];
    const other = await Database.open({ url: tested.url(), onFault: (fault) => faults.push(fault) });
    await rowsOf(other.reader, sql`SELECT nothing FROM organization`).catch(() => undefined);
    await other.close();
    expect(faults).toEqual([{ code: tested.kind === 'sqlite' ? 'SQLITE_ERROR' : '42703' }]);
  });
});
