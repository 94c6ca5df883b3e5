import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnMakers, kindOf } from './table-parts';

/** The counts that the gateways of one PostgreSQL share. */
export class RateLimit1763660000000 implements MigrationInterface {
  readonly name = 'RateLimit1763660000000';

  async up(runner: QueryRunner): Promise<void> {
    const { text, number } = columnMakers(kindOf(runner));
    await runner.createTable(
      new Table({
        name: 'rate_limit',
        columns: [
          text('key', { isPrimary: true, primaryKeyConstraintName: 'rate_limit_pk' }),
          number('points'),
          { name: 'expire', type: 'bigint' },
        ],
      }),
    );
    // The counts of a minute may be lost in a crash of the server, and without a log they cost a fraction.
    if (kindOf(runner) === 'postgres') await runner.query('ALTER TABLE rate_limit SET UNLOGGED');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('rate_limit');
  }
}
