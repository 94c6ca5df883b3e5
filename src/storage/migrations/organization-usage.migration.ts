import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { columnMakers, foreignKey, kindOf } from './table-parts';

/**
 * How much each organization has stored, kept by triggers: they count whatever adds or removes a row, cascades and resealing
 * included, in the same transaction. A migration that makes one of the two tables anew must make its triggers anew, too.
 */
export class OrganizationUsage1764500000000 implements MigrationInterface {
  readonly name = 'OrganizationUsage1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    const kind = kindOf(runner);
    const { reference, number } = columnMakers(kind);
    await runner.createTable(
      new Table({
        name: 'organization_usage',
        columns: [
          reference('organization_id', {
            isPrimary: true,
            primaryKeyConstraintName: 'organization_usage_pk',
          }),
          number('secrets'),
          number('versions'),
          { name: 'bytes', type: 'bigint' },
        ],
        foreignKeys: [foreignKey('organization_usage', 'organization_id', 'organization')],
      }),
    );
    await runner.query(
      'INSERT INTO organization_usage (organization_id, secrets, versions, bytes) SELECT id, ' +
        '(SELECT COUNT(*) FROM secret WHERE secret.organization_id = organization.id), ' +
        '(SELECT COUNT(*) FROM secret_version WHERE secret_version.organization_id = organization.id), ' +
        '(SELECT COALESCE(SUM(LENGTH(envelope)), 0) FROM secret_version WHERE secret_version.organization_id = organization.id) ' +
        'FROM organization',
    );
    for (const statement of COUNTING[kind]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    const kind = kindOf(runner);
    for (const statement of NOT_COUNTING[kind]) await runner.query(statement);
    await runner.dropTable('organization_usage');
  }
}

const ADD = 'INSERT INTO organization_usage (organization_id, secrets, versions, bytes) VALUES';
const OR = 'ON CONFLICT (organization_id) DO UPDATE SET';
const OF_NEW = 'UPDATE organization_usage SET';

const COUNTING: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    `CREATE TRIGGER secret_added AFTER INSERT ON secret BEGIN ${ADD} (NEW.organization_id, 1, 0, 0) ${OR} secrets = secrets + 1; END`,
    `CREATE TRIGGER secret_removed AFTER DELETE ON secret BEGIN ${OF_NEW} secrets = secrets - 1 WHERE organization_id = OLD.organization_id; END`,
    `CREATE TRIGGER version_added AFTER INSERT ON secret_version BEGIN ${ADD} (NEW.organization_id, 0, 1, LENGTH(NEW.envelope)) ${OR} versions = versions + 1, bytes = bytes + excluded.bytes; END`,
    `CREATE TRIGGER version_removed AFTER DELETE ON secret_version BEGIN ${OF_NEW} versions = versions - 1, bytes = bytes - LENGTH(OLD.envelope) WHERE organization_id = OLD.organization_id; END`,
    `CREATE TRIGGER version_resealed AFTER UPDATE OF envelope ON secret_version BEGIN ${OF_NEW} bytes = bytes + LENGTH(NEW.envelope) - LENGTH(OLD.envelope) WHERE organization_id = NEW.organization_id; END`,
  ],
  postgres: [
    `CREATE FUNCTION count_secret() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        ${ADD} (NEW.organization_id, 1, 0, 0) ${OR} secrets = organization_usage.secrets + 1;
      ELSE
        ${OF_NEW} secrets = secrets - 1 WHERE organization_id = OLD.organization_id;
      END IF;
      RETURN NULL;
    END $$`,
    `CREATE FUNCTION count_secret_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' THEN
        ${ADD} (NEW.organization_id, 0, 1, LENGTH(NEW.envelope)) ${OR} versions = organization_usage.versions + 1, bytes = organization_usage.bytes + excluded.bytes;
      ELSIF TG_OP = 'DELETE' THEN
        ${OF_NEW} versions = versions - 1, bytes = bytes - LENGTH(OLD.envelope) WHERE organization_id = OLD.organization_id;
      ELSE
        ${OF_NEW} bytes = bytes + LENGTH(NEW.envelope) - LENGTH(OLD.envelope) WHERE organization_id = NEW.organization_id;
      END IF;
      RETURN NULL;
    END $$`,
    'CREATE TRIGGER secret_counted AFTER INSERT OR DELETE ON secret FOR EACH ROW EXECUTE FUNCTION count_secret()',
    'CREATE TRIGGER secret_version_counted AFTER INSERT OR DELETE OR UPDATE OF envelope ON secret_version FOR EACH ROW EXECUTE FUNCTION count_secret_version()',
  ],
};

const NOT_COUNTING: Readonly<Record<DatabaseKind, readonly string[]>> = {
  sqlite: [
    'DROP TRIGGER secret_added',
    'DROP TRIGGER secret_removed',
    'DROP TRIGGER version_added',
    'DROP TRIGGER version_removed',
    'DROP TRIGGER version_resealed',
  ],
  postgres: [
    'DROP TRIGGER secret_counted ON secret',
    'DROP TRIGGER secret_version_counted ON secret_version',
    'DROP FUNCTION count_secret()',
    'DROP FUNCTION count_secret_version()',
  ],
};
