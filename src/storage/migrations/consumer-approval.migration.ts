import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnMakers, foreignKey, kindOf } from './table-parts';

/** What the dispenser's operator has approved. Consumers that were there are not approved. */
export class ConsumerApproval1764200000000 implements MigrationInterface {
  readonly name = 'ConsumerApproval1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, reference, bytes, time } = columnMakers(kindOf(runner));
    await runner.createTable(
      new Table({
        name: 'consumer_approval',
        columns: [id('consumer_id'), reference('key_id'), bytes('mac'), time('approved_at')],
        foreignKeys: [foreignKey('consumer_approval', 'consumer_id', 'consumer')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('consumer_approval');
  }
}
