import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { devin } from './devin.case';
import { type DialectWorld, startDialects, type Where } from './dialect.fixture';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';

describeOnEachDatabase('a secret of Devin', (database) => {
  let world: DialectWorld;
  let home: Where & { readonly owner: TestCaller };
  beforeAll(async () => {
    world = await startDialects(database);
  });
  beforeEach(async () => {
    home = await world.gateway.makeOrganization();
  });
  afterAll(() => world.close());

  const store = async (name: string, more: object, { token } = home.owner): Promise<string> => {
    const input = { organizationId: home.organizationId, name, value: 'a value', ...more };
    return (await world.gateway.data(CREATE, { input }, token)).createSecret.secret.id;
  };
  const list = async (query = '', { token } = home.owner) =>
    (await world.ask(devin.list(home, query), token)).body;

  it('is not one of a team, nor one of another person', async () => {
    const mutation = 'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }';
    const input = { organizationId: home.organizationId, name: 'team' };
    const { team } = (await world.gateway.data(mutation, { input }, home.owner.token)).createTeam;
    const colleague = await world.gateway.makeCaller('ADMIN', home);
    const hidden = [
      await store('TEAM_KEY', { access: 'TEAM', teamId: team.id }),
      await store('THEIR_KEY', { access: 'PERSONAL' }, colleague),
    ];
    expect(await list()).toEqual({ items: [], end_cursor: null, has_next_page: false, total: 0 });
    for (const id of hidden)
      expect((await world.ask(devin.remove(home, id), home.owner.token)).status).toBe(404);
  });

  it('may be the caller’s own, and says so', async () => {
    await store('OWN_KEY', { access: 'PERSONAL' });
    await store('SHARED_KEY', {});
    const types = (await list()).items.map(({ key, access_type }: Record<string, string>) => [
      key,
      access_type,
    ]);
    expect(types).toEqual([
      ['OWN_KEY', 'personal'],
      ['SHARED_KEY', 'org'],
    ]);
  });

  it.each([
    ['key-value', 'anything', 'KEY_VALUE'],
    ['cookie', '[{"name":"a","value":"b"}]', 'COOKIE'],
    ['cookie', 'session=abc; Path=/', 'COOKIE'],
    ['totp', 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP', 'TOTP'],
  ])('of the type %s with the value %s', async (type, value, ours) => {
    const created = await world.ask(
      await devin.create(home, 'TYPED', value, { type, note: 'a note' }),
      home.owner.token,
    );
    expect(created.body).toMatchObject({ secret_type: type, note: 'a note', is_sensitive: true });
    const query = 'query ($id: ID!) { secret(id: $id) { type note isSensitive } }';
    const { secret } = await world.gateway.data(query, { id: created.body.secret_id }, home.owner.token);
    expect(secret).toEqual({ type: ours, note: 'a note', isSensitive: true });
    expect((await world.ask(devin.remove(home, created.body.secret_id), home.owner.token)).body).toEqual(
      created.body,
    );
  });

  it('is not where the cursor of another organization or another list points', async () => {
    for (const name of ['A', 'B']) await store(name, {});
    const { end_cursor } = await list('?first=1');
    const other = await world.gateway.makeOrganization();
    const foreign = await world.ask(devin.list(other, `?after=${end_cursor}`), other.owner.token);
    expect([foreign.status, devin.fieldsOf(foreign.body)]).toEqual([422, ['query.after']]);
    const query =
      'query ($id: ID!) { organization(id: $id) { secrets(first: 1) { pageInfo { endCursor } } } }';
    const { organization } = await world.gateway.data(query, { id: home.organizationId }, home.owner.token);
    const { endCursor } = organization.secrets.pageInfo;
    expect((await world.ask(devin.list(home, `?after=${endCursor}`), home.owner.token)).status).toBe(422);
    expect((await list(`?after=${end_cursor}`)).items.map(({ key }: { key: string }) => key)).toEqual(['B']);
  });
});
