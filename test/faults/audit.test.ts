import { Database } from '../../src/storage/database';
import type { Stores } from '../../src/storage/stores';
import { storesOf } from '../../src/storage/stores';
import { countsOf, readRows } from '../leak/rows';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases';
import { startTestGateway, type TestCaller, type TestGateway } from '../support/gateway';

const FIELDS = '{ secret { id version note } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${FIELDS} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${FIELDS} }`;
const PUT = 'mutation ($input: PutSecretInput!) { putSecret(input: $input) { created } }';
const DELETE = 'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }';
const CREATE_TEAM = 'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }';
const CREATE_ORGANIZATION =
  'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }';

const TABLES = ['audit_event', 'audit_chain'] as const;

async function statements(database: TestDatabase, texts: readonly string[]): Promise<void> {
  const open = await Database.open({ url: database.url(), poolSize: 1 });
  const { database: same }: Stores = storesOf(open);
  await same.unitOfWork(async (unit) => {
    for (const text of texts) await unit.manager.query(text);
  });
  await open.close();
}

/** From now on the table refuses every row. */
function refuse(database: TestDatabase, table: string): Promise<void> {
  return statements(
    database,
    database.kind === 'sqlite'
      ? ['INSERT', 'UPDATE'].map(
          (what) =>
            `CREATE TRIGGER fault_${what} BEFORE ${what} ON ${table} BEGIN SELECT RAISE(ABORT, 'refused'); END`,
        )
      : [
          "CREATE OR REPLACE FUNCTION fault() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$ LANGUAGE plpgsql",
          `CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION fault()`,
        ],
  );
}

function accept(database: TestDatabase, table: string): Promise<void> {
  return statements(
    database,
    database.kind === 'sqlite'
      ? ['DROP TRIGGER fault_INSERT', 'DROP TRIGGER fault_UPDATE']
      : [`DROP TRIGGER fault ON ${table}`],
  );
}

describeOnEachDatabase('an audit log that cannot be written', (database) => {
  let gateway: TestGateway;
  let viewer: TestCaller;
  let id: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ database });
    viewer = await gateway.makeCaller(['VIEW_SECRETS']);
    const { organizationId } = gateway;
    const made = await gateway.data(CREATE, { input: { organizationId, name: 'KEPT', value: 'kept' } });
    id = made.createSecret.secret.id;
    // The first use of a token is an event of its own.
    await gateway.data('{ viewer { id } }', undefined, viewer.token);
    await gateway.gateway.services.authentication.settle();
  });
  afterAll(() => gateway.close());

  const mutations = (): [string, string, object][] => {
    const { organizationId } = gateway;
    return [
      ['createSecret', CREATE, { organizationId, name: 'NEW', value: 'new' }],
      ['updateSecret', UPDATE, { id, value: 'changed', note: 'changed' }],
      ['putSecret', PUT, { organizationId, name: 'KEPT', value: 'changed' }],
      ['deleteSecret', DELETE, { id }],
      ['createTeam', CREATE_TEAM, { organizationId, name: 'new team' }],
      ['createOrganization', CREATE_ORGANIZATION, { slug: 'new-one', name: 'new' }],
    ];
  };

  it.each(TABLES)('(%s) stops every change, and none of it is there', async (table) => {
    const rows = await readRows(database.url());
    await refuse(database, table);
    for (const [, query, input] of mutations()) {
      const answer = await gateway.graphql(query, { input });
      expect(answer.body.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    }
    expect(await readRows(database.url())).toEqual(rows);
    expect(
      (await gateway.data('query ($id: ID!) { secret(id: $id) { version note } }', { id })).secret,
    ).toEqual({
      version: 1,
      note: null,
    });
    await accept(database, table);
  });

  it('does not let a refused attempt through either', async () => {
    const rows = countsOf(await readRows(database.url()));
    await refuse(database, 'audit_event');
    const answer = await gateway.graphql(DELETE, { input: { id } }, viewer.token);
    expect(answer.body.data?.deleteSecret ?? null).toBeNull();
    expect(answer.body.errors).toHaveLength(1);
    expect(countsOf(await readRows(database.url()))).toEqual(rows);
    await accept(database, 'audit_event');
    const again = await gateway.graphql(DELETE, { input: { id } }, viewer.token);
    expect(again.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('holds up nothing once it can be written again', async () => {
    for (const [field, query, input] of mutations()) {
      expect((await gateway.data(query, { input }))[field]).toBeTruthy();
    }
    const verdicts = await gateway.gateway.services.auditEvents.verify();
    expect(verdicts.length).toBeGreaterThan(1);
    expect(verdicts.flatMap(({ firstBad }) => firstBad ?? [])).toEqual([]);
  });
});
