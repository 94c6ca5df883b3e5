import type { Page, PageRequest } from '../../../src/core/page';
import type { Secret } from '../../../src/core/secret';
import type { Reading } from '../../../src/storage/database';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { type SecretOrder, sortKeyOf } from '../../../src/storage/stores/secret-filter';
import { describeOnEachDatabase } from '../../support/databases';
import {
  bytewise,
  member,
  organizationWith,
  secretOf,
  statementsOf,
  store,
  usingDatabase,
} from '../secret.fixture';

const START: PageRequest = { size: 3, backward: false, after: undefined, before: undefined };
const END: PageRequest = { ...START, backward: true };
const ORDERS: readonly SecretOrder[] = (['NAME', 'CREATED', 'UPDATED'] as const).flatMap((by) => [
  { by, descending: false },
  { by, descending: true },
]);
// A locale would sort these otherwise, and UTF-16 would put the emoji before the full-width tilde.
const NAMES = ['a_b', 'ab', 'a b', 'B', 'zz', 'é', 'ж', '鍵', '～', '😀', '1', '10', '2', '%', '_'];

describeOnEachDatabase('a page of secrets', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let organizationId: string;
  let rows: Secret[];

  beforeAll(async () => {
    secrets = new SecretStore();
    organizationId = (await organizationWith(database())).id;
    const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number));
    rows = NAMES.map((name, at) =>
      // Times repeat, so that only the id tells some of them apart.
      secretOf(organizationId, name, { createdAt: day(at % 4), updatedAt: day((at * 7) % 5) }),
    );
    // The same name thrice, of different owners.
    rows.push(
      ...['user-1', 'user-2'].map((ownerId) =>
        secretOf(organizationId, 'ab', { access: 'PERSONAL', ownerId }),
      ),
    );
    await store(database(), secrets, [...rows].reverse());
    rows = rows.filter(({ ownerId }) => ownerId !== 'user-2');
  });

  const scope = () => member(organizationId, 'user-1');

  async function pageOf(order: SecretOrder, request: PageRequest, on: Reading = database().reader) {
    const page = (await secrets.page(on, [scope()], {}, order, request)).get(organizationId);
    if (page === undefined) throw new Error('every organization has a page');
    return page;
  }

  function inOrder({ by, descending }: SecretOrder): Secret[] {
    const sorted = [...rows].sort((one, other) => {
      const [a, b] = [sortKeyOf(one, by), sortKeyOf(other, by)];
      return bytewise(a.value, b.value) || bytewise(a.id, b.id);
    });
    return descending ? sorted.reverse() : sorted;
  }

  async function walk(order: SecretOrder, start: PageRequest): Promise<Page<Secret>[]> {
    const pages = [await pageOf(order, start)];
    for (let page = pages[0]; page !== undefined && pages.length < 50; pages.push(page)) {
      const edge = start.backward ? page.rows[0] : page.rows.at(-1);
      const more = start.backward ? page.hasPreviousPage : page.hasNextPage;
      if (edge === undefined || !more) break;
      const key = sortKeyOf(edge, order.by);
      page = await pageOf(order, { ...start, [start.backward ? 'before' : 'after']: key });
    }
    return pages;
  }

  describe.each(ORDERS)('by $by, descending $descending', (order) => {
    it('leads forward through every row once, in the order of bytes, then of ids', async () => {
      const pages = await walk(order, START);

      expect(pages.flatMap((page) => page.rows)).toEqual(inOrder(order));
      expect(pages.map((page) => page.rows.length)).toEqual([3, 3, 3, 3, 3, 1]);
      expect(pages.map((page) => page.hasNextPage)).toEqual([true, true, true, true, true, false]);
      expect(pages.map((page) => page.hasPreviousPage)).toEqual([false, true, true, true, true, true]);
    });

    it("leads backward through every row once, each page in the list's own order", async () => {
      const pages = await walk(order, END);

      expect(pages.reverse().flatMap((page) => page.rows)).toEqual(inOrder(order));
      expect(pages.map((page) => page.hasPreviousPage)).toEqual([false, true, true, true, true, true]);
      expect(pages.map((page) => page.hasNextPage)).toEqual([true, true, true, true, true, false]);
    });

    it('lies between two cursors, from either end', async () => {
      const all = inOrder(order);
      const [after, before] = [all[1], all[7]].map((row) => row && sortKeyOf(row, order.by));

      expect((await pageOf(order, { ...START, after, before })).rows).toEqual(all.slice(2, 5));
      expect((await pageOf(order, { ...END, after, before })).rows).toEqual(all.slice(4, 7));
      expect((await pageOf(order, { ...START, size: 10, after, before })).hasNextPage).toBe(false);
    });

    it('by offset holds the same rows', async () => {
      const offsetPage = await secrets.offsetPage(database().reader, scope(), {}, order, 4, 5);

      expect(offsetPage).toEqual(inOrder(order).slice(4, 9));
      expect(await secrets.offsetPage(database().reader, scope(), {}, order, 1000, 5)).toEqual([]);
    });

    it('is one statement that reads an index of this order and sorts nothing', async () => {
      const key = sortKeyOf(rows[0] as Secret, order.by);
      for (const request of [START, { ...START, after: key }, { ...END, before: key }]) {
        const statements = await statementsOf(database(), (on) => pageOf(order, request, on));
        const plan = await planOf(statements[0]);

        expect(statements).toHaveLength(1);
        expect(plan).toMatch(/secret_(name|created|updated)_index/);
        expect(plan).not.toMatch(/\bsort\b|TEMP B-TREE/i);
      }
    });
  });

  /** How the database would run the statement over a table too large to read whole. */
  async function planOf(
    statement: { text: string; values: readonly unknown[] } | undefined,
  ): Promise<string> {
    if (statement === undefined) throw new Error('a page is read by a statement');
    return database().unitOfWork(async ({ manager }) => {
      const explain = tested.kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
      if (tested.kind === 'postgres') {
        await manager.query('SET LOCAL enable_seqscan = off');
        await manager.query('SET LOCAL enable_bitmapscan = off');
      }
      return JSON.stringify(await manager.query(`${explain} ${statement.text}`, [...statement.values]));
    });
  }

  it('has no rows after a key that no row has and that is above all', async () => {
    const page = await pageOf(
      { by: 'NAME', descending: false },
      { ...START, after: { value: '\u{10fffd}', id: 'secret-0' } },
    );

    expect(page).toEqual({ rows: [], hasNextPage: false, hasPreviousPage: true });
  });

  it('goes on behind the cursor when rows before it come and go', async () => {
    const order = { by: 'NAME', descending: false } as const;
    const all = inOrder(order);
    const first = await pageOf(order, START);
    const passing = secretOf(organizationId, '!first');
    await store(database(), secrets, [passing]);
    const second = await pageOf(order, { ...START, after: sortKeyOf(first.rows[2] as Secret, 'NAME') });
    await database().unitOfWork((unit) => secrets.destroy(unit, organizationId, passing.id));

    expect(second.rows).toEqual(all.slice(3, 6));
  });

  it('of several organizations is one statement, and each has its own page', async () => {
    const order = { by: 'CREATED', descending: true } as const;
    const [other, empty] = [(await organizationWith(database())).id, (await organizationWith(database())).id];
    const few = [secretOf(other, 'x'), secretOf(other, 'y')];
    await store(database(), secrets, few);
    const scopes = [scope(), member(other), member(empty)];
    const pages = new Map<string, Page<Secret>>();
    const statements = await statementsOf(database(), async (on) => {
      for (const [id, page] of await secrets.page(on, scopes, {}, order, START)) pages.set(id, page);
    });

    expect(statements).toHaveLength(1);
    expect(pages.get(organizationId)).toEqual(await pageOf(order, START));
    expect(pages.get(other)?.rows.map(({ name }) => name)).toEqual(['y', 'x']);
    expect(pages.get(other)).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    expect(pages.get(empty)).toEqual({ rows: [], hasNextPage: false, hasPreviousPage: false });
  });

  it('of several organizations can be paged backward', async () => {
    const order = { by: 'NAME', descending: false } as const;
    const other = (await organizationWith(database())).id;
    const pages = await secrets.page(database().reader, [scope(), member(other)], {}, order, END);

    expect(pages.get(organizationId)).toEqual(await pageOf(order, END));
    expect(pages.get(organizationId)?.rows).toEqual(inOrder(order).slice(-3));
  });

  it('of more organizations than one statement takes is read all the same', async () => {
    const order = { by: 'UPDATED', descending: true } as const;
    const many = Array.from({ length: 600 }, (_, at) => member(`org-${at}`));
    const pages = await secrets.page(database().reader, [...many, scope()], {}, order, START);

    expect(pages.size).toBe(601);
    expect(pages.get(organizationId)).toEqual(await pageOf(order, START));
  });

  it.each(ORDERS)(
    'of an organization is the same beside others: by $by, descending $descending',
    async (order) => {
      const other = (await organizationWith(database())).id;
      for (const start of [START, END]) {
        const key = sortKeyOf(inOrder(order)[6] as Secret, order.by);
        const request = { ...start, [start.backward ? 'before' : 'after']: key };
        const pages = await secrets.page(database().reader, [member(other), scope()], {}, order, request);

        expect(pages.get(organizationId)).toEqual(await pageOf(order, request));
      }
    },
  );

  it('of an organization that two scopes name shows what either reaches', async () => {
    const order = { by: 'NAME', descending: false } as const;
    const request = { ...START, size: 100 };
    const scopes = [member(organizationId, 'user-1'), member(organizationId, 'user-2')];
    const rowsOf = async (those: typeof scopes) =>
      (await secrets.page(database().reader, those, {}, order, request)).get(organizationId)?.rows;

    expect(await rowsOf(scopes)).toHaveLength(rows.length + 1);
    expect(await rowsOf(scopes.slice(0, 1))).toHaveLength(rows.length);
  });
});
