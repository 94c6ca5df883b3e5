import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { addedColumn, kindOf } from './table-parts';

const AddedTime = addedColumn('SecretDeletedAtColumn', 'secret', 'deleted_at', 'time');
const AddedPrincipal = addedColumn('SecretDeletedByColumn', 'secret', 'deleted_by', 'id');

/**
 * When and by whom a secret was deleted. A deleted secret no longer counts as one of its organization, but its versions and
 * bytes do until it is shredded: the triggers of the usage are made anew.
 */
export class RecoverableSecret1764600000000 implements MigrationInterface {
  readonly name = 'RecoverableSecret1764600000000';
  readonly #columns = [new AddedTime(), new AddedPrincipal()];

  async up(runner: QueryRunner): Promise<void> {
    for (const column of this.#columns) await column.up(runner);
    await runner.query(
      'CREATE INDEX secret_deleted_index ON secret (organization_id, deleted_at, id) WHERE deleted_at IS NOT NULL',
    );
    for (const statement of COUNTING_KEPT[kindOf(runner)]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The triggers of before count every row.
    await runner.query('DELETE FROM secret WHERE deleted_at IS NOT NULL');
    for (const statement of COUNTING_ALL[kindOf(runner)]) await runner.query(statement);
    await runner.query('DROP INDEX secret_deleted_index');
    for (const column of [...this.#columns].reverse()) await column.down(runner);
  }
}

const ADD = 'INSERT INTO organization_usage (organization_id, secrets, versions, bytes) VALUES';
const MORE = 'ON CONFLICT (organization_id) DO UPDATE SET secrets = organization_usage.secrets + 1';
const LESS = 'UPDATE organization_usage SET secrets = secrets - 1 WHERE organization_id =';

const COUNTING_KEPT: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    'DROP TRIGGER secret_removed',
    `CREATE TRIGGER secret_removed AFTER DELETE ON secret WHEN OLD.deleted_at IS NULL BEGIN ${LESS} OLD.organization_id; END`,
    `CREATE TRIGGER secret_deleted AFTER UPDATE OF deleted_at ON secret WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL BEGIN ${LESS} NEW.organization_id; END`,
    `CREATE TRIGGER secret_restored AFTER UPDATE OF deleted_at ON secret WHEN OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL BEGIN UPDATE organization_usage SET secrets = secrets + 1 WHERE organization_id = NEW.organization_id; END`,
  ],
  postgres: [
    `CREATE OR REPLACE FUNCTION count_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        ${ADD} (NEW.organization_id, 1, 0, 0) ${MORE};
      ELSIF TG_OP = 'DELETE' THEN
        IF OLD.deleted_at IS NULL THEN ${LESS} OLD.organization_id; END IF;
      ELSIF OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL THEN
        ${LESS} NEW.organization_id;
      ELSIF OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL THEN
        UPDATE organization_usage SET secrets = secrets + 1 WHERE organization_id = NEW.organization_id;
      END IF;
      RETURN NULL;
    END $$`,
    'DROP TRIGGER secret_counted ON secret',
    'CREATE TRIGGER secret_counted AFTER INSERT OR DELETE OR UPDATE OF deleted_at ON secret FOR EACH ROW EXECUTE FUNCTION count_secret()',
  ],
};

/** As `OrganizationUsage1764500000000` made them. */
const COUNTING_ALL: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    'DROP TRIGGER secret_deleted',
    'DROP TRIGGER secret_restored',
    'DROP TRIGGER secret_removed',
    `CREATE TRIGGER secret_removed AFTER DELETE ON secret BEGIN ${LESS} OLD.organization_id; END`,
  ],
  postgres: [
    'DROP TRIGGER secret_counted ON secret',
    `CREATE OR REPLACE FUNCTION count_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        ${ADD} (NEW.organization_id, 1, 0, 0) ${MORE};
      ELSE
        ${LESS} OLD.organization_id;
      END IF;
      RETURN NULL;
    END $$`,
    'CREATE TRIGGER secret_counted AFTER INSERT OR DELETE ON secret FOR EACH ROW EXECUTE FUNCTION count_secret()',
  ],
};
