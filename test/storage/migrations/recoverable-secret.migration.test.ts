import type { QueryRunner } from 'typeorm';
import { RecoverableSecret1764600000000 } from '../../../src/storage/migrations/recoverable-secret.migration';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { DeletedSecretStore } from '../../../src/storage/stores/deleted-secret.store';
import { OrganizationUsageStore } from '../../../src/storage/stores/organization-usage.store';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the migration that keeps deleted secrets', (tested) => {
  const database = usingDatabase(tested);
  const migrate = (direction: 'up' | 'down') =>
    database().unitOfWork((unit) =>
      new RecoverableSecret1764600000000()[direction](unit.manager.queryRunner as QueryRunner),
    );

  it('counts secrets right on the way up and down, and takes deleted ones away with it', async () => {
    const { id } = await organizationWith(database(), 0);
    const secrets = new SecretStore();
    const counted = async () => (await new OrganizationUsageStore().of(database().reader, id)).secrets;
    const [first, second, third] = ['FIRST', 'SECOND', 'THIRD'].map((name) => secretOf(id, name));
    await store(database(), secrets, [first!, second!, third!]);
    await database().unitOfWork((unit) => new DeletedSecretStore().add(unit, first!, new Date(), 'svc-1'));
    expect(await counted()).toBe(2);
    await migrate('down');
    expect(await counted()).toBe(2);
    const left = await rowsOf<{ name: string }>(
      database().reader,
      sql`SELECT name FROM secret WHERE organization_id = ${id} ORDER BY name`,
    );
    expect(left.map(({ name }) => name)).toEqual(['SECOND', 'THIRD']);
    await database().unitOfWork((unit) => secrets.destroy(unit, id, second!.id));
    expect(await counted()).toBe(1);
    await migrate('up');
    await database().unitOfWork((unit) => secrets.destroy(unit, id, third!.id));
    expect(await counted()).toBe(0);
  });
});
