import { newId } from '../../src/core/id';
import { newKey } from '../graphql/guard/guard-recipes';
import { describeOnEachDatabase } from '../support/databases';
import {
  type Answer,
  startTestGateway,
  type TestCaller,
  type TestGateway,
  withoutRequestIds,
} from '../support/gateway';
import { attempt, codesOf } from './attempt.fixture';

const CREATE =
  'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id versions { nodes { id } } } } }';
const LIST = `query ($first: Int, $filter: SecretFilter, $orderBy: SecretOrder, $after: String) {
  organization(slug: "default") {
    secrets(first: $first, filter: $filter, orderBy: $orderBy, after: $after) {
      totalCount nodes { name } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;
const UPDATE = 'mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) { secret { id } } }';

/** Ways to query a secret by its id. */
const QUESTIONS: Readonly<Record<string, (id: string) => readonly [string, object]>> = {
  node: (id) => ['query ($id: ID!) { node(id: $id) { id } }', { id }],
  nodes: (id) => ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id] }],
  secret: (id) => ['query ($id: ID!) { secret(id: $id) { id } }', { id }],
  deleteSecret: (id) => [
    'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }',
    { input: { id } },
  ],
  updateSecret: (id) => [UPDATE, { input: { id, note: 'new' } }],
  'updateSecret with a wrong version': (id) => [UPDATE, { input: { id, expectedVersion: 99, value: 'v' } }],
  'updateSecret with bad input': (id) => [UPDATE, { input: { id, name: '', value: '' } }],
};

/**
 * A member of the organization, who may look at secrets and has some of their own. They want those of others, and more power. The
 * control is an owner who does the same, or the same with what the member may see.
 */
describeOnEachDatabase('a member', (tested) => {
  let gateway: TestGateway;
  const callers: Record<string, TestCaller> = {};
  const hidden: Record<string, { id: string; versionId: string }> = {};
  let visible: { id: string; versionId: string };
  const at = () => ({ organizationId: gateway.organizationId });
  const as = (who: string, query: string, variables: object): Promise<Answer> =>
    gateway.graphql(query, { ...variables }, callers[who]!.token);
  const create = async (name: string, more: object = {}) => {
    const input = { organizationId: gateway.organizationId, name, value: 'v', ...more };
    const { secret } = (await gateway.data(CREATE, { input })).createSecret;
    return { id: secret.id as string, versionId: secret.versions.nodes[0].id as string };
  };
  /** Every page of every list that a caller can query, as text. */
  const lists = async (who: string, teamId: string) => {
    const asked = [
      {},
      { first: 1 },
      { first: 2, orderBy: { field: 'CREATED', direction: 'DESC' } },
      { filter: { access: ['TEAM', 'PERSONAL'] } },
      { filter: { teamId } },
      { filter: { namePrefix: 'hidden' } },
      { filter: { text: 'HIDDEN' } },
    ];
    return Promise.all(asked.map(async (variables) => withoutRequestIds(await as(who, LIST, variables))));
  };

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    callers.owner = await gateway.makeCaller('OWNER');
    callers.member = await gateway.makeCaller('MEMBER');
    callers.viewer = await gateway.makeCaller(['VIEW_SECRETS']);
    callers.nobody = await gateway.makeCaller([]);
    callers.auditor = await gateway.makeCaller(['MANAGE_MEMBERS', 'MANAGE_SERVICE_USERS']);
    visible = await create('VISIBLE');
  });
  afterAll(() => gateway.close());

  it('does not see a secret of others in a list, count, page info or cursor', async () => {
    const { team } = (
      await gateway.data(
        'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
        {
          input: { organizationId: gateway.organizationId, name: 'Team' },
        },
      )
    ).createTeam;
    const before = await Promise.all(['member', 'viewer', 'owner'].map((who) => lists(who, team.id)));
    // Hidden secrets are before, between and after the visible ones.
    hidden.team = await create('HIDDEN_TEAM', { access: 'TEAM', teamId: team.id });
    hidden.personal = await create('HIDDEN_PERSONAL', { access: 'PERSONAL' });
    await create('AAA', { access: 'PERSONAL' });
    await create('ZZZ', { access: 'TEAM', teamId: team.id });
    const after = await Promise.all(['member', 'viewer', 'owner'].map((who) => lists(who, team.id)));
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    // A caller who manages the organization's secrets sees those of the teams, so the lists would show them.
    expect(after[2]).not.toEqual(before[2]);
    expect(JSON.parse(JSON.parse(after[2]![0]!).body).data.organization.secrets.totalCount).toBe(3);
  });

  const cases = Object.keys(QUESTIONS).flatMap((question) =>
    ['member', 'viewer', 'nobody', 'auditor'].flatMap((who) =>
      ['team', 'personal'].map((which) => [question, which, who] as const),
    ),
  );
  it.each([...cases, ...Object.keys(QUESTIONS).map((question) => [question, 'personal', 'owner'] as const)])(
    'gets the answer of an unknown id for a secret of others: %s of the %s one by the %s',
    async (question, which, who) => {
      const nothing = withoutRequestIds(await as(who, ...QUESTIONS[question]!(newId('secret'))));
      expect(withoutRequestIds(await as(who, ...QUESTIONS[question]!(hidden[which]!.id)))).toBe(nothing);
      if (question === 'deleteSecret') return;
      expect(withoutRequestIds(await as(who, ...QUESTIONS[question]!(visible.id)))).not.toBe(nothing);
    },
  );

  it.each(['member', 'viewer', 'nobody', 'auditor'])('does not see its versions: %s', async (who) => {
    const ask = (id: string) => as(who, ...QUESTIONS.node!(id));
    const nothing = withoutRequestIds(await ask(newId('version')));
    for (const { versionId } of Object.values(hidden)) {
      expect(withoutRequestIds(await ask(versionId))).toBe(nothing);
    }
    expect(withoutRequestIds(await ask(visible.versionId))).not.toBe(nothing);
  });

  it.each(['organization(id: $id) { slug }', 'secret(id: $id) { id }', 'node(id: $id) { id }'])(
    'is not led to its organization where another noun is meant: %s',
    async (field) => {
      const ask = (id: string) => as('member', `query ($id: ID!) { ${field} }`, { id });
      const nothing = withoutRequestIds(await ask(newId('secret')));
      for (const { id } of Object.values(hidden)) expect(withoutRequestIds(await ask(id))).toBe(nothing);
      const ofVersion = withoutRequestIds(await ask(newId('version')));
      for (const { versionId } of Object.values(hidden))
        expect(withoutRequestIds(await ask(versionId))).toBe(ofVersion);
    },
  );

  it.each(['updateTeam', 'updateServiceUser', 'updateToken'])(
    'cannot distinguish it from an unknown id by a mutation of another noun: %s',
    async (mutation) => {
      const type = `U${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
      const ask = (id: string) => as('member', query, { input: { id, name: 'name' } });
      const nothing = withoutRequestIds(await ask(newId('secret')));
      for (const { id } of Object.values(hidden)) expect(withoutRequestIds(await ask(id))).toBe(nothing);
    },
  );

  it('does not find it by name, and can use the name themselves', async () => {
    const byName = (name: string) =>
      as(
        'member',
        'query ($name: String!) { organization(slug: "default") { secret(name: $name) { id } } }',
        { name },
      );
    const nothing = withoutRequestIds(await byName('NOWHERE'));
    for (const name of ['HIDDEN_TEAM', 'HIDDEN_PERSONAL', 'hidden_personal']) {
      expect(withoutRequestIds(await byName(name))).toBe(nothing);
    }
    expect((await byName('VISIBLE')).body.data.organization.secret.id).toBe(visible.id);
    const input = {
      organizationId: gateway.organizationId,
      name: 'HIDDEN_PERSONAL',
      value: 'v',
      access: 'PERSONAL',
    };
    const { body } = await as('member', CREATE, { input });
    expect(body.data.createSecret.secret.id).not.toBe(hidden.personal!.id);
  });

  it.each<[string, string, (own: TestCaller, theirs: TestCaller, name: string) => object]>([
    ['a role', 'updateMembership', (own) => ({ id: own.membershipId, roleId: callers.owner!.roleId })],
    ['a role to give', 'createRole', (_, __, name) => ({ ...at(), name, permissions: ['VIEW_AUDIT_LOG'] })],
    ['a strong program', 'createServiceUser', (own, _, name) => ({ ...at(), name, roleId: own.roleId })],
    ['a token that stays', 'createToken', (_, __, name) => ({ ...at(), name })],
    ['a token of others', 'createToken', (_, { principalId }, name) => ({ ...at(), name, principalId })],
    ['the end of a token of others', 'revokeToken', (_, { tokenId }) => ({ id: tokenId })],
    ['a token of others for oneself', 'transferToken', (_, { tokenId }) => ({ id: tokenId })],
    [
      'a workload for all secrets',
      'createConsumer',
      (_, __, name) => ({ ...at(), name, publicKey: newKey() }),
    ],
    ['a secret for all', 'createSecret', (_, __, name) => ({ ...at(), name, value: 'v' })],
    ['another value for all', 'updateSecret', () => ({ id: visible.id, value: 'mine' })],
  ])('does not get %s', async (_, mutation, inputOf) => {
    // The control of some gives them what they want.
    const [own, theirs] = [await gateway.makeCaller('MEMBER'), await gateway.makeCaller('MEMBER')];
    const input = inputOf(own, theirs, `N${newId('secret').slice(-8)}`);
    expect(codesOf(await attempt(gateway, own.token, { mutation, input }))).toMatch(
      /^(FORBIDDEN|NOT_FOUND)$/,
    );
    expect(codesOf(await attempt(gateway, callers.owner!.token, { mutation, input }))).toBe('ok');
  });
});
