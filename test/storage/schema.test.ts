import source from '../../ormconfig';
import { Conflict } from '../../src/core/errors';
import { newId } from '../../src/core/id';
import { Database } from '../../src/storage/database';
import { MIGRATIONS } from '../../src/storage/migrations/migration-list';
import { conflictOver } from '../../src/storage/sql/conflict';
import { changesOf, rowsOf } from '../../src/storage/sql/query';
import { fixed, sql } from '../../src/storage/sql/sql';
import { MembershipStore } from '../../src/storage/stores/membership.store';
import { OrganizationStore } from '../../src/storage/stores/organization.store';
import { RoleStore } from '../../src/storage/stores/role.store';
import { SecretStore } from '../../src/storage/stores/secret.store';
import { TeamStore } from '../../src/storage/stores/team.store';
import { describeOnEachDatabase } from '../support/databases';
import { membershipOf, NOW, organizationOf, roleOf, teamOf } from './noun.fixture';
import { secretOf, usingDatabase } from './secret.fixture';

describeOnEachDatabase('the schema', (tested) => {
  const database = usingDatabase(tested);
  const source = () => database().reader.manager.connection;
  const drift = async () =>
    (await source().driver.createSchemaBuilder().log()).upQueries.map((each) => each.query);
  const run = (text: string) => database().unitOfWork((unit) => unit.manager.query(text) as Promise<unknown>);

  it('made by the migrations is exactly what the entities say', async () => {
    expect(await drift()).toEqual([]);
  });

  it('that differs from the entities is noticed', async () => {
    await run('ALTER TABLE team ADD COLUMN motto varchar(10)');
    expect(await drift()).not.toEqual([]);
    await run('ALTER TABLE team DROP COLUMN motto');
    expect(await drift()).toEqual([]);
  });

  it('is migrated once, however many ask at once', async () => {
    expect(await database().pendingMigrations()).toBe(false);
    const others = await Promise.all([1, 2, 3].map(() => Database.open({ url: tested.url() })));
    try {
      expect(await Promise.all(others.map((other) => other.migrate()))).toEqual([[], [], []]);
    } finally {
      await Promise.all(others.map((other) => other.close()));
    }
  });

  it('has an answer for every unique constraint that a client can break', () => {
    const answered = source()
      .entityMetadatas.flatMap((entity) =>
        entity.uniques.map(({ name, columns }) => ({
          name,
          columns: columns.map((column) => `${entity.tableName}.${column.databaseName}`).join(', '),
        })),
      )
      .filter(
        ({ name }) =>
          !['token_digest_unique', 'repository_id_unique', 'audit_event_sequence_unique'].includes(name),
      );
    expect(answered.length).toBeGreaterThanOrEqual(10);
    for (const { name, columns } of answered) {
      expect([name, conflictOver(name)]).toEqual([name, expect.any(Conflict)]);
      expect(conflictOver(columns)).toEqual(conflictOver(name));
    }
    expect(conflictOver('idempotency_record_pk')).toEqual(conflictOver('idempotency_record.digest'));
    expect(conflictOver('something_else')).toBeUndefined();
  });

  if (tested.kind === 'postgres') {
    it('compares text by bytes in every text column', async () => {
      const columns = await rowsOf<{ name: string; collation: string | null }>(
        database().reader,
        sql`SELECT table_name || '.' || column_name AS name, collation_name AS collation FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') AND table_name <> 'migration'`,
      );
      expect(columns.length).toBeGreaterThan(80);
      expect(columns.filter(({ collation }) => collation !== 'C')).toEqual([]);
    });
  }

  describe('refuses', () => {
    const stores = () => ({
      organizations: new OrganizationStore(),
      roles: new RoleStore(),
      members: new MembershipStore(),
      teams: new TeamStore(),
      secrets: new SecretStore(),
    });

    it('a second organization of one slug, and says which field is wrong', async () => {
      const { organizations } = stores();
      const insert = () =>
        database().unitOfWork((unit) => organizations.insert(unit, organizationOf({ slug: 'taken' })));
      await insert();
      await expect(insert()).rejects.toMatchObject({ code: 'CONFLICT', path: 'slug' });
    });

    it('a team of an organization that does not exist', async () => {
      const orphan = database().unitOfWork((unit) =>
        stores().teams.insert(unit, teamOf(newId('org'), 'Orphan'), 'orphan'),
      );
      await expect(orphan).rejects.toBeInstanceOf(Conflict);
    });

    it('to delete a role in use or a team with secrets, but deletes their organization with all', async () => {
      const { organizations, roles, members, teams, secrets } = stores();
      const organization = organizationOf();
      const role = roleOf(organization.id, 'Role');
      const team = teamOf(organization.id, 'Team');
      const membership = membershipOf(role, 'user-1');
      await database().unitOfWork(async (unit) => {
        await organizations.insert(unit, organization);
        await roles.insert(unit, role, 'role');
        await teams.insert(unit, team, 'team');
        await members.insert(unit, membership);
        await teams.addMember(unit, team.id, membership.id, NOW);
        await secrets.insert(unit, secretOf(organization.id, 'S', { access: 'TEAM', teamId: team.id }), 's');
      });
      const deleting = (work: typeof teams | typeof roles, id: string) =>
        database().unitOfWork((unit) => work.delete(unit, organization.id, id));
      await expect(deleting(roles, role.id)).rejects.toBeInstanceOf(Conflict);
      await expect(deleting(teams, team.id)).rejects.toBeInstanceOf(Conflict);
      await database().unitOfWork((unit) => organizations.delete(unit, organization.id));
      for (const table of ['role', 'team', 'membership', 'secret']) {
        const left = sql`SELECT id FROM ${fixed(table)} WHERE organization_id = ${organization.id}`;
        expect([table, await rowsOf(database().reader, left)]).toEqual([table, []]);
      }
      const left = sql`SELECT team_id FROM team_member WHERE team_id = ${team.id}`;
      expect(await rowsOf(database().reader, left)).toEqual([]);
    });

    it('to change or delete an audit event, until its triggers are dropped', async () => {
      await run(
        "INSERT INTO audit_event (id, chain_id, sequence, at, principal_id, principal_kind, action, outcome, request_id, address, detail, link) VALUES ('event-1', 'chain', 1, 'now', 'p', 'USER', 'a', 'ALLOWED', 'r', 'x', '{}', '')",
      );
      for (const change of ["UPDATE audit_event SET action = 'b'", 'DELETE FROM audit_event']) {
        await expect(run(change)).rejects.toMatchObject({ name: 'StorageFault' });
      }
      expect(await rowsOf(database().reader, sql`SELECT action FROM audit_event`)).toEqual([{ action: 'a' }]);
      const drop =
        tested.kind === 'sqlite'
          ? ['DROP TRIGGER audit_event_no_delete']
          : ['DROP TRIGGER audit_event_no_change ON audit_event'];
      for (const statement of drop) await run(statement);
      expect(await database().unitOfWork((unit) => changesOf(unit, sql`DELETE FROM audit_event`))).toBe(1);
    });
  });
});

describeOnEachDatabase('the migrations', (tested) => {
  const database = usingDatabase(tested);

  it('can be undone one by one and done again', async () => {
    const source = database().reader.manager.connection;
    if (tested.kind === 'sqlite') await source.query('PRAGMA query_only = OFF');
    const names = MIGRATIONS.map((migration) => new migration().name);
    for (const _ of names) {
      await source.undoLastMigration();
      expect(await database().pendingMigrations()).toBe(true);
    }
    expect(await database().migrate()).toEqual(names);
    expect(await database().pendingMigrations()).toBe(false);
  });
});

describe('the data source of the command line', () => {
  it('is chosen by the environment and never synchronizes', () => {
    expect(source.options).toMatchObject({
      type: 'sqlite',
      synchronize: false,
      migrationsTableName: 'migration',
    });
  });
});
