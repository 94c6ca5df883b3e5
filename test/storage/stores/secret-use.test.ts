import type { Secret } from '../../../src/core/secret';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { describeOnEachDatabase } from '../../support/databases';
import { member, organizationWith, secretOf, statementsOf, store, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the last use of a secret', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let organizationId: string;

  beforeAll(async () => {
    secrets = new SecretStore();
    organizationId = (await organizationWith(database())).id;
  });

  const read = async ({ id }: Secret) =>
    (await secrets.find(database().reader, [member(organizationId)], [id]))[0];
  const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 0, 0, second));
  const touch = (...uses: { secretId: string; at: Date }[]) =>
    statementsOf(database(), (unit) => secrets.touchUsed(unit, uses));

  it('is the latest that was told, whatever the order, in one statement for all', async () => {
    const [a, b, c] = ['A', 'B', 'C'].map((name) => secretOf(organizationId, name)) as [
      Secret,
      Secret,
      Secret,
    ];
    await store(database(), secrets, [a, b, c]);
    const statements = await touch(
      { secretId: a.id, at: at(5) },
      { secretId: b.id, at: at(7) },
      { secretId: a.id, at: at(9) },
      { secretId: a.id, at: at(1) },
      { secretId: 'secret-none', at: at(1) },
    );
    await touch({ secretId: b.id, at: at(6) });

    expect(statements).toHaveLength(1);
    expect(await read(a)).toEqual({ ...a, lastUsedAt: at(9) });
    expect(await read(b)).toEqual({ ...b, lastUsedAt: at(7) });
    expect(await read(c)).toEqual(c);
  });

  it('of nothing asks the database nothing', async () => {
    expect(await touch()).toEqual([]);
  });
});
