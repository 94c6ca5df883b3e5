import type { PageRequest, SortKey } from '../../../src/core/page';
import { AUDIT_EVENT } from '../../../src/storage/entities/audit-event.entity';
import { keysetPage, keysetPages } from '../../../src/storage/sql/keyset';
import { projection } from '../../../src/storage/sql/projection';
import { changesOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { describeOnEachDatabase } from '../../support/databases';
import { first } from '../noun.fixture';
import { statementsOf, usingDatabase } from '../secret.fixture';

const ROWS = projection(AUDIT_EVENT, { only: ['id', 'organizationId', 'action', 'sequence'] });

describeOnEachDatabase('a keyset page', (tested) => {
  const database = usingDatabase(tested);
  const list = (column: 'action' | 'sequence', descending = false) => ({
    what: ROWS,
    from: sql`audit_event`,
    where: sql`chain_id = ${'a'} OR chain_id = ${'b'}`,
    order: { column, id: 'id', descending, numeric: column === 'sequence' },
  });
  const of = (chain: string) => ({ ...list('action'), where: sql`chain_id = ${chain}` });
  const page = (given: ReturnType<typeof list>, request: PageRequest) =>
    keysetPage(database().reader, given, request);
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

  beforeAll(() =>
    database().unitOfWork(async (unit) => {
      // Two rows of each action, so that only the id tells them apart; chain c is a stranger.
      for (const chain of ['a', 'b', 'c']) {
        for (let number = 1; number <= 10; number++) {
          const id = `${chain}-${String(number).padStart(2, '0')}`;
          const action = `x${Math.ceil(number / 2)}`;
          await changesOf(
            unit,
            sql`INSERT INTO audit_event (id, chain_id, sequence, at, principal_id, principal_kind, action, outcome, request_id, address, detail, link)
              VALUES (${id}, ${chain}, ${number}, 'now', 'p', 'USER', ${action}, 'ALLOWED', 'r', 'x', '{}', ${new Uint8Array()})`,
          );
        }
      }
    }),
  );

  it.each<[string, SortKey]>([
    ['no number', { value: 'x', id: 'a-01' }],
    ['a negative number', { value: '-1', id: 'a-01' }],
    ['a fraction', { value: '1.5', id: 'a-01' }],
    ['not a number', { value: 'NaN', id: 'a-01' }],
    ['a number that no column holds', { value: '9007199254740993', id: 'a-01' }],
    ['SQL', { value: '1) OR (1=1', id: 'a-01' }],
    ['a NUL', { value: '1', id: '\u0000' }],
    ['a lone surrogate', { value: '1', id: '\ud800' }],
    ['no text', { value: '1', id: 7 as unknown as string }],
  ])('refuses a position with %s', async (_what, key) => {
    for (const side of ['after', 'before'] as const) {
      await expect(page(list('sequence'), first(3, { [side]: key }))).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        violations: [{ path: side, rule: 'cursor' }],
      });
    }
  });

  it('forward knows whether rows follow, backward whether rows precede, and each the other side by its cursor', async () => {
    const start = await page(of('a'), first(4));
    expect(start).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(ids(start.rows)).toEqual(['a-01', 'a-02', 'a-03', 'a-04']);
    const end = await page(of('a'), first(6, { after: { value: 'x2', id: 'a-04' } }));
    expect(end).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(ids(end.rows)).toEqual(['a-05', 'a-06', 'a-07', 'a-08', 'a-09', 'a-10']);
    const last = await page(of('a'), first(3, { backward: true }));
    expect(last).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(ids(last.rows)).toEqual(['a-08', 'a-09', 'a-10']);
    const rest = await page(of('a'), first(7, { backward: true, before: { value: 'x4', id: 'a-08' } }));
    expect(rest).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(ids(rest.rows)).toEqual(['a-01', 'a-02', 'a-03', 'a-04', 'a-05', 'a-06', 'a-07']);
  });

  it('lies between two cursors', async () => {
    const between = { after: { value: 'x1', id: 'a-02' }, before: { value: 'x4', id: 'a-07' } };
    expect(ids((await page(of('a'), first(9, between))).rows)).toEqual(['a-03', 'a-04', 'a-05', 'a-06']);
    expect(ids((await page(of('a'), first(2, { ...between, backward: true }))).rows)).toEqual([
      'a-05',
      'a-06',
    ]);
    const crossed = { after: between.before, before: between.after };
    expect((await page(of('a'), first(9, crossed))).rows).toEqual([]);
  });

  it('keeps its conditions together when they contain an OR', async () => {
    const after = { value: 'x5', id: 'a-10' };
    expect(ids((await page(list('action'), first(9, { after }))).rows)).toEqual(['b-09', 'b-10']);
  });

  it('orders numbers as numbers, also descending', async () => {
    const rows = (await page(list('sequence', true), first(4))).rows;
    expect(rows.map(({ sequence }) => sequence)).toEqual([10, 10, 9, 9]);
    const next = await page(list('sequence', true), first(2, { after: { value: '9', id: 'a-09' } }));
    expect(ids(next.rows)).toEqual(['b-08', 'a-08']);
  });

  it.each([
    ['the first', first(3)],
    ['the last', first(3, { backward: true })],
    ['one after a cursor', first(3, { after: { value: 'x2', id: 'a-99' } })],
    ['all', first(50)],
  ])('for several partitions is that of each alone, in one statement: %s', async (_which, request) => {
    let pages = new Map();
    const statements = await statementsOf(database(), async (unit) => {
      pages = await keysetPages(unit, list('action'), 'chain_id', ['a', 'b', 'empty'], request);
    });
    expect(statements).toHaveLength(1);
    expect([...pages.keys()]).toEqual(['a', 'b', 'empty']);
    for (const key of pages.keys()) {
      const alone = await page(of(key), request);
      expect(ids(pages.get(key).rows)).toEqual(ids(alone.rows));
      expect(pages.get(key)).toMatchObject({
        hasNextPage: alone.hasNextPage,
        hasPreviousPage: alone.hasPreviousPage,
      });
    }
  });

  it('for no partition asks nothing', async () => {
    const statements = await statementsOf(database(), async (unit) => {
      expect((await keysetPages(unit, list('action'), 'chain_id', [], first(3))).size).toBe(0);
    });
    expect(statements).toEqual([]);
  });
});
