import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnMakers, kindOf } from './table-parts';

/** The key generations that nothing may be sealed with any more. Those retired before this table came are not in it. */
export class RetiredKey1763670000000 implements MigrationInterface {
  readonly name = 'RetiredKey1763670000000';

  async up(runner: QueryRunner): Promise<void> {
    const { reference, time } = columnMakers(kindOf(runner));
    await runner.createTable(
      new Table({
        name: 'retired_key',
        columns: [
          reference('key_id', { isPrimary: true, primaryKeyConstraintName: 'retired_key_pk' }),
          time('retired_at'),
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('retired_key');
  }
}
