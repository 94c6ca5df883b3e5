import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets get a use policy. Those that were there may be sent nowhere, as before. */
export class UsePolicy1760000100000 implements MigrationInterface {
  readonly name = 'UsePolicy1760000100000';

  /** Not by the schema builder, which would copy SQLite's whole table. */
  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.connection.options.type === 'postgres' ? ' COLLATE "C"' : '';
    await runner.query(`ALTER TABLE secret ADD COLUMN use_policy text${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE secret DROP COLUMN use_policy');
  }
}
