import { newId } from '../../../src/core/id';
import type { Repository } from '../../../src/core/repository';
import type { UnitOfWork } from '../../../src/storage/database';
import { RepositoryStore } from '../../../src/storage/stores/repository.store';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationWith, usingDatabase } from '../secret.fixture';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const LATER = new Date('2026-03-04T05:06:07.089Z');

describeOnEachDatabase('the store of repositories', (tested) => {
  const database = usingDatabase(tested);
  let repositories: RepositoryStore;
  let a: string;
  let b: string;

  const unit = <T>(work: (on: UnitOfWork) => Promise<T>) => database().unitOfWork(work);

  async function insert(organizationId: string, name: string, isPrivate = false): Promise<Repository> {
    const row = { id: newId('repo'), organizationId, name, isPrivate, createdAt: NOW, updatedAt: NOW };
    return { ...row, databaseId: await unit((on) => repositories.insert(on, row, name.toLowerCase())) };
  }

  beforeEach(async () => {
    repositories = new RepositoryStore();
    a = (await organizationWith(database())).id;
    b = (await organizationWith(database())).id;
  });

  it('refuses a name that the organization has, in any case', async () => {
    const taken = expect.objectContaining({ code: 'CONFLICT', path: 'name' });
    await insert(a, 'site');
    const other = await insert(a, 'tools');

    await expect(insert(a, 'SITE')).rejects.toEqual(taken);
    await expect(unit((on) => repositories.update(on, other, 'site'))).rejects.toEqual(taken);
    await expect(insert(b, 'site')).resolves.toMatchObject({ name: 'site' });
  });

  it('numbers every repository, and no number comes back after its repository is gone', async () => {
    const first = await insert(a, 'one');
    const second = await insert(b, 'two');
    await unit((on) => repositories.delete(on, b, second.id));
    const third = await insert(a, 'three');

    expect(second.databaseId).toBeGreaterThan(first.databaseId);
    expect(third.databaseId).toBeGreaterThan(second.databaseId);
  });

  it('finds a repository by id, number and name', async () => {
    const { reader } = database();
    const row = await insert(a, 'Site', true);

    expect(await repositories.find(reader, [row.id, 'repo-none'])).toEqual([row]);
    expect(await repositories.byNumber(reader, row.databaseId)).toEqual(row);
    expect(await repositories.findByName(reader, a, 'site')).toEqual(row);
    expect(await unit((on) => repositories.lock(on, a, row.id))).toEqual(row);
    expect(await repositories.find(reader, [])).toEqual([]);
  });

  it("does not find another organization's repository", async () => {
    const { reader } = database();
    const [own, foreign] = [await insert(a, 'site'), await insert(b, 'other')];

    expect(await repositories.findByNumbers(reader, a, [own.databaseId, foreign.databaseId])).toEqual([own]);
    expect(await repositories.findByName(reader, a, 'other')).toBeUndefined();
    expect(await unit((on) => repositories.lock(on, a, foreign.id))).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2147483648, 2 ** 53 + 1])(
    'has no repository of the number %d',
    async (number) => {
      const { reader } = database();
      const row = await insert(a, 'site');

      expect(await repositories.byNumber(reader, number)).toBeUndefined();
      expect(await repositories.findByNumbers(reader, a, [number, row.databaseId])).toEqual([row]);
    },
  );

  it('changes name and privacy, and only in its own organization', async () => {
    const { reader } = database();
    const row = await insert(a, 'site');
    const changed = { ...row, name: 'Renamed', isPrivate: true, updatedAt: LATER };
    await unit((on) => repositories.update(on, { ...changed, organizationId: b }, 'renamed'));
    await unit((on) => repositories.delete(on, b, row.id));
    expect(await repositories.find(reader, [row.id])).toEqual([row]);

    await unit((on) => repositories.update(on, changed, 'renamed'));
    expect(await repositories.find(reader, [row.id])).toEqual([changed]);
    expect(await repositories.findByName(reader, a, 'renamed')).toEqual(changed);
  });

  it('pages and counts by name, for several organizations at once', async () => {
    const { reader } = database();
    for (const name of ['b', 'A', '_', 'a-b', 'a.b']) await insert(a, name);
    await insert(b, 'only');
    const start = { size: 3, backward: false, after: undefined, before: undefined };
    const pages = await repositories.page(reader, [a, b], start);
    const names = (rows: readonly Repository[] | undefined) => rows?.map(({ name }) => name);
    const last = pages.get(a)?.rows.at(-1);
    const after = last && { value: last.name.toLowerCase(), id: last.id };

    expect(names(pages.get(a)?.rows)).toEqual(['_', 'A', 'a-b']);
    expect(pages.get(a)).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(names(pages.get(b)?.rows)).toEqual(['only']);
    expect(names((await repositories.page(reader, [a], { ...start, after })).get(a)?.rows)).toEqual([
      'a.b',
      'b',
    ]);
    expect(await repositories.count(reader, [a, b, 'org-none'])).toEqual(
      new Map([
        [a, 5],
        [b, 1],
        ['org-none', 0],
      ]),
    );
    expect(await repositories.page(reader, [], start)).toEqual(new Map());
    expect(await repositories.count(reader, [])).toEqual(new Map());
  });
});
