import { join } from 'node:path';
import { writeConsumerFile } from '../../../src/client/consumer-file';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { runCommandLine } from '../../cli/cli.fixture';
import { describeOnEachDatabase } from '../../support/databases';
import { createTemporaryFolder } from '../../support/folder';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';

describeOnEachDatabase('a delivery of secrets of which one does not open', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  it('holds the others when one does not open, which is named to the consumer and in the audit log', async () => {
    const good = await world.store('HALF_GOOD', 'the value that opens');
    const bad = await world.store('HALF_BAD', 'the value that does not');
    const { client, settings } = await world.register({ uses: { namePrefix: 'HALF_' } });
    expect((await client.deliver()).names).toEqual(['HALF_BAD', 'HALF_GOOD']);
    await world.backend.stores.database.unitOfWork((unit) =>
      rowsOf(
        unit,
        sql`UPDATE secret_version SET envelope = (SELECT envelope FROM secret_version WHERE secret_id = ${good.id}) WHERE secret_id = ${bad.id}`,
      ),
    );
    const delivered = await client.deliver();
    expect(delivered.names).toEqual(['HALF_GOOD']);
    expect(delivered.text('HALF_GOOD')).toBe('the value that opens');
    expect(delivered.unopened).toMatchObject([{ name: 'HALF_BAD', version: 1, failure: 'KEY_UNAVAILABLE' }]);
    expect(() => delivered.text('HALF_BAD')).toThrow('does not open with the keys of the dispenser');
    const created = (await world.events('delivery.create'))[0];
    expect(created?.detail).toMatchObject({
      count: 1,
      secrets: '["HALF_GOOD@1"]',
      unopened: '["HALF_BAD@1"]',
    });
    await expect(client.deliver({ only: ['HALF_GOOD', 'HALF_BAD'] })).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: 'the secret "HALF_BAD" does not open with the keys of the dispenser',
    });
    expect((await client.deliver({ only: ['HALF_GOOD'] })).names).toEqual(['HALF_GOOD']);
    const folder = createTemporaryFolder('half');
    const file = join(folder.path, 'consumer.json');
    writeConsumerFile(file, settings);
    const run = (...options: string[]) =>
      runCommandLine([
        'run',
        '--consumer',
        file,
        ...options,
        '--',
        'sh',
        '-c',
        'env | grep -o "^HALF_[A-Z]*"',
      ]);
    const named =
      'secrets-gateway: the secret "HALF_BAD" does not open with the keys of the dispenser, and is left out\n';
    expect(await run()).toEqual({ code: 0, stdout: 'HALF_GOOD\n', stderr: named });
    const strict = await run('--strict');
    expect(strict).toMatchObject({ code: 5, stdout: '' });
    expect(strict.stderr).toContain('"HALF_BAD" does not open with the keys of the dispenser');
    expect(await run('--only', 'HALF_BAD')).toMatchObject({ code: 4, stdout: '' });
    folder.remove();
  });
});
