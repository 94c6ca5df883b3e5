import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { principalTables } from './principal-tables';
import { secretTables } from './secret-tables';
import { kindOf } from './table-parts';

/** The first tables, and triggers that make audit events append-only. */
export class Initial1760000000000 implements MigrationInterface {
  readonly name = 'Initial1760000000000';

  async up(runner: QueryRunner): Promise<void> {
    const kind = kindOf(runner);
    for (const table of [...principalTables(kind), ...secretTables(kind)]) await runner.createTable(table);
    for (const statement of APPEND_ONLY[kind]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const kind = kindOf(runner);
    const tables = [...principalTables(kind), ...secretTables(kind)].reverse();
    for (const table of tables) await runner.dropTable(table.name);
    if (kind === 'postgres') await runner.query('DROP FUNCTION audit_event_refuse_change()');
  }
}

const APPEND_ONLY: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    "CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END",
    "CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END",
  ],
  postgres: [
    "CREATE FUNCTION audit_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit events are append-only'; END $$",
    'CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse_change()',
  ],
};
