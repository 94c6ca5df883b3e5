import { newId } from '../../../src/core/id';
import { OrganizationStore } from '../../../src/storage/stores/organization.store';
import { describeOnEachDatabase } from '../../support/databases';
import { first, later, organizationOf } from '../noun.fixture';
import { statementsOf, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the store of organizations', (tested) => {
  const database = usingDatabase(tested);
  const reader = () => database().reader;
  const store = () => new OrganizationStore();
  const rows = ['c', 'a', 'b'].map((slug) => organizationOf({ slug, name: `Name of ${slug}` }));
  const [c, a, b] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];

  it('knows that an instance is empty', async () => {
    expect(await store().isEmpty(reader())).toBe(true);
    await database().unitOfWork(async (unit) => {
      for (const row of rows) await store().insert(unit, row);
      expect(await store().isEmpty(unit)).toBe(false);
    });
    expect(await store().isEmpty(reader())).toBe(false);
  });

  it('finds none for ids and slugs that are not there, and no id at all without a statement', async () => {
    expect(await store().find(reader(), [newId('org')])).toEqual([]);
    expect(await store().findBySlug(reader(), 'A')).toBeUndefined();
    expect(await statementsOf(database(), (unit) => store().find(unit, []))).toEqual([]);
  });

  it('gives back what was put in', async () => {
    expect(await store().find(reader(), [b.id])).toEqual([b]);
    expect(await store().findBySlug(reader(), 'a')).toEqual(a);
    expect(await store().all(reader())).toEqual([a, b, c]);
    expect(await database().unitOfWork((unit) => store().lock(unit, c.id))).toEqual(c);
  });

  it('pages by slug, all or only some', async () => {
    expect((await store().page(reader(), undefined, first(2))).rows).toEqual([a, b]);
    const rest = first(2, { after: { value: 'b', id: b.id } });
    expect(await store().page(reader(), undefined, rest)).toEqual({
      rows: [c],
      hasNextPage: false,
      hasPreviousPage: true,
    });
    expect((await store().page(reader(), [c.id, a.id], first(5))).rows).toEqual([a, c]);
    expect((await store().page(reader(), [], first(5))).rows).toEqual([]);
  });

  it('changes one and no other', async () => {
    const changed = { ...b, slug: 'd', name: 'Changed', updatedAt: later(1) };
    await database().unitOfWork((unit) => store().update(unit, changed));
    expect(await store().all(reader())).toEqual([a, c, changed]);
    const statements = await statementsOf(database(), (unit) => store().delete(unit, c.id));
    expect(await store().all(reader())).toEqual([a, changed]);
    // What restricts goes first, so that no order in which a database cascades can refuse.
    const tables = statements.map(({ text }) => /^DELETE FROM (\w+)/.exec(text)?.[1]);
    expect(tables).toEqual(['secret', 'membership', 'organization']);
  });
});
