import { newId } from '../../../src/core/id';
import type { Secret } from '../../../src/core/secret';
import type { UnitOfWork } from '../../../src/storage/database';
import { RepositoryStore } from '../../../src/storage/stores/repository.store';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { SecretRepositoryStore } from '../../../src/storage/stores/secret-repository.store';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationWith, secretOf, store, stored, usingDatabase } from '../secret.fixture';

const NOW = new Date('2026-01-02T03:04:05.678Z');

describeOnEachDatabase('the repositories that a secret is for', (tested) => {
  const database = usingDatabase(tested);
  const selection = new SecretRepositoryStore();
  let secrets: SecretStore;
  let repositories: RepositoryStore;
  let secret: Secret;
  let numbers: number[];
  let foreign: number;

  const unit = <T>(work: (on: UnitOfWork) => Promise<T>) => database().unitOfWork(work);

  function repository(organizationId: string, name: string): Promise<number> {
    const row = { id: newId('repo'), organizationId, name, isPrivate: true, createdAt: NOW, updatedAt: NOW };
    return unit((on) => repositories.insert(on, row, name));
  }

  beforeEach(async () => {
    secrets = new SecretStore();
    repositories = new RepositoryStore();
    const { id } = await organizationWith(database());
    secret = secretOf(id, 'KEY', { visibility: 'SELECTED' });
    await store(database(), secrets, [secret]);
    numbers = [await repository(id, 'c'), await repository(id, 'a'), await repository(id, 'b')];
    foreign = await repository((await organizationWith(database())).id, 'a');
  });

  const selected = async () => (await selection.numbersOf(database().reader, [secret.id])).get(secret.id);

  it("are never another organization's, however they are asked for", async () => {
    expect(await unit((on) => selection.add(on, secret.id, foreign))).toBe(false);
    await unit((on) => selection.set(on, secret.id, [foreign, ...numbers.slice(0, 1), 2147483647]));

    expect(await selected()).toEqual(numbers.slice(0, 1));
  });

  it('are those that were set last', async () => {
    await unit((on) => selection.set(on, secret.id, numbers));
    expect(await selected()).toEqual([...numbers].sort((a, b) => a - b));

    await unit((on) => selection.set(on, secret.id, numbers.slice(1, 2)));
    expect(await selected()).toEqual(numbers.slice(1, 2));

    await unit((on) => selection.set(on, secret.id, []));
    expect(await selected()).toEqual([]);
  });

  it('can be added and removed one by one, and it is told whether that changed anything', async () => {
    const [first = 0, second = 0] = numbers;
    const changes = await unit(async (on) => [
      await selection.add(on, secret.id, first),
      await selection.add(on, secret.id, first),
      await selection.add(on, secret.id, second),
      await selection.remove(on, secret.id, first),
      await selection.remove(on, secret.id, first),
    ]);

    expect(changes).toEqual([true, false, true, true, false]);
    expect(await selected()).toEqual([second]);
  });

  it('are read for many secrets at once, also for those that have none', async () => {
    await unit((on) => selection.set(on, secret.id, numbers));

    expect(await selection.numbersOf(database().reader, [secret.id, 'secret-none'])).toEqual(
      new Map([
        [secret.id, [...numbers].sort((a, b) => a - b)],
        ['secret-none', []],
      ]),
    );
    expect(await selection.numbersOf(database().reader, [])).toEqual(new Map());
  });

  it('are paged and counted by name', async () => {
    await unit((on) => selection.set(on, secret.id, numbers));
    const { reader } = database();
    const start = { size: 2, backward: false, after: undefined, before: undefined };
    const first = await repositories.selectedFor(reader, secret.id, start);
    const last = first.rows.at(-1);
    const after = last && { value: last.name, id: last.id };
    const second = await repositories.selectedFor(reader, secret.id, { ...start, after });

    expect(first.rows.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(first).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.rows.map(({ name }) => name)).toEqual(['c']);
    expect((await repositories.selectedForOffset(reader, secret.id, 1, 5)).map(({ name }) => name)).toEqual([
      'b',
      'c',
    ]);
    expect(await repositories.countSelectedFor(reader, [secret.id, 'secret-none'])).toEqual(
      new Map([
        [secret.id, 3],
        ['secret-none', 0],
      ]),
    );
  });

  it('go with the secret, and with the repository', async () => {
    await unit((on) => selection.set(on, secret.id, numbers));
    const found = await repositories.byNumber(database().reader, numbers[0] ?? 0);
    await unit((on) => repositories.delete(on, secret.organizationId, found?.id ?? ''));
    expect(await stored(database().reader, 'secret_repository', secret.id)).toHaveLength(2);

    await unit((on) => secrets.destroy(on, secret.organizationId, secret.id));
    expect(await stored(database().reader, 'secret_repository', secret.id)).toHaveLength(0);
  });
});
