import { type GraphQLObjectType, getNamedType, isCompositeType, isNonNullType, isObjectType } from 'graphql';
import { DIALECTS } from '../../src/gateway-dialects';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { newKey } from '../graphql/guard/guard-recipes';
import { expectNoCanary, newCanary } from '../support/canary';
import { startTestGateway, type TestCaller, type TestGateway } from '../support/gateway';
import { attempt, codesOf } from './attempt.fixture';

const SCHEMA = buildGatewaySchema(DIALECTS);
const HOUR_MS = 3_600_000;

/** Everything that can be selected of a type without arguments, so many levels deep. */
function everythingOf(type: GraphQLObjectType, depth: number): string {
  const selections = Object.values(type.getFields())
    .filter(
      ({ args }) =>
        !args.some(({ type: of, defaultValue }) => isNonNullType(of) && defaultValue === undefined),
    )
    .flatMap(({ name, type: of }) => {
      const named = getNamedType(of);
      if (!isCompositeType(named)) return [name];
      return depth > 1 && isObjectType(named) ? [`${name} { ${everythingOf(named, depth - 1)} }`] : [];
    });
  return ['__typename', ...selections].join(' ');
}

/**
 * An administrator of the organization: every permission but MANAGE_ORGANIZATION. They want values, what is personal, and what only
 * an owner may do. The control of each attack is who may do it.
 */
describe('an administrator', () => {
  const [shared, personal] = [newCanary(), newCanary()];
  let gateway: TestGateway;
  let admin: TestCaller;
  let owner: TestCaller;
  let another: TestCaller;
  let program: TestCaller;
  let secretId: string;
  let personalId: string;
  /** The text of a token for the program, made by the administrator. */
  let stolen: string;

  const at = () => ({ organizationId: gateway.organizationId });
  const create = async (token: string, input: object): Promise<string> => {
    const answer = await attempt(gateway, token, {
      mutation: 'createSecret',
      input: { ...at(), ...input },
      selection: 'secret { id }',
    });
    return answer.body.data.createSecret.secret.id;
  };
  beforeAll(async () => {
    gateway = await startTestGateway();
    [admin, owner, another, program] = [
      await gateway.makeCaller('ADMIN', { tokenExpiresAt: new Date(Date.now() + HOUR_MS) }),
      await gateway.makeCaller('OWNER'),
      await gateway.makeCaller('OWNER'),
      await gateway.makeCaller('MEMBER'),
    ];
    secretId = await create(admin.token, { name: 'SHARED', value: shared.text, note: 'a note' });
    personalId = await create(program.token, { name: 'MINE', value: personal.text, access: 'PERSONAL' });
    const token = await attempt(gateway, admin.token, {
      mutation: 'createToken',
      input: { ...at(), principalId: program.principalId, name: 'stolen' },
      selection: 'tokenText',
    });
    stolen = token.body.data.createToken.tokenText;
  });
  afterAll(() => gateway.close());

  it('reads no value in anything that can be selected of a secret, nor in what a change answers', async () => {
    const secret = everythingOf(SCHEMA.getType('Secret') as GraphQLObjectType, 3);
    const read = await gateway.graphql(
      `query ($id: ID!) { secret(id: $id) { ${secret} } }`,
      { id: secretId },
      admin.token,
    );
    const change = (mutation: string, input: object) =>
      attempt(gateway, admin.token, { mutation, input, selection: `secret { ${secret} }` });
    const changes = [
      await change('updateSecret', { id: secretId, name: 'RENAMED', isFile: true }),
      await change('updateSecret', { id: secretId, value: 'another', note: 'a note' }),
      await change('rollbackSecret', { id: secretId, toVersion: 1 }),
    ];
    for (const answer of [read, ...changes.slice(1)]) expect(codesOf(answer)).toBe('ok');
    expect(read.text).toContain('"note":"a note"');
    for (const { text } of [read, ...changes]) expectNoCanary('answer', text, [shared]);
    expectNoCanary('log', gateway.lines.join('\n'), [shared]);
  });

  it('does not reach what is personal, not even with a token for its owner', async () => {
    const find = async (token: string) => {
      const query = `query ($id: ID!) { node(id: $id) { id } organization(slug: "default") { secrets { nodes { id } } } }`;
      const { node, organization } = (await gateway.graphql(query, { id: personalId }, token)).body.data;
      return [node?.id, organization.secrets.nodes.some(({ id }: { id: string }) => id === personalId)];
    };
    const take = (token: string) =>
      attempt(gateway, token, { mutation: 'updateSecret', input: { id: personalId, note: 'found' } });
    for (const token of [admin.token, stolen]) {
      expect(await find(token)).toEqual([undefined, false]);
      expect(codesOf(await take(token))).toBe('NOT_FOUND');
    }
    expect(await find(program.token)).toEqual([personalId, true]);
    expect(codesOf(await take(program.token))).toBe('ok');
  });

  it('has nothing that is personal delivered to a workload of theirs', async () => {
    const register = (token: string, more: object) =>
      attempt(gateway, token, {
        mutation: 'createConsumer',
        input: { ...at(), name: `consumer ${newKey().slice(0, 8)}`, publicKey: newKey(), ...more },
      });
    const own = { isPersonal: true, uses: { namePrefix: '' } };
    expect(codesOf(await register(stolen, own))).toBe('FORBIDDEN');
    expect(codesOf(await register(program.token, own))).toBe('ok');
    for (const isPersonal of [true, false]) {
      const named = { isPersonal, uses: { secretIds: [personalId] } };
      expect(codesOf(await register(admin.token, named))).toBe('NOT_FOUND');
      expect(codesOf(await register(admin.token, { ...named, uses: { secretIds: [secretId] } }))).toBe('ok');
    }
  });

  it.each<[string, string, (own: TestCaller) => object]>([
    ['become an owner', 'updateMembership', (own) => ({ id: own.membershipId, roleId: owner.roleId })],
    [
      'make one of an owner’s power',
      'createServiceUser',
      () => ({ ...at(), name: 'strong', roleId: owner.roleId }),
    ],
    [
      'give more than they hold',
      'createRole',
      () => ({ ...at(), name: 'more', permissions: ['MANAGE_ORGANIZATION'] }),
    ],
    ['act as an owner', 'createToken', () => ({ ...at(), name: 'as', principalId: owner.principalId })],
    ['let versions go', 'updateOrganization', () => ({ id: gateway.organizationId, keepVersions: 1 })],
    ['take over the token of an owner', 'transferToken', () => ({ id: another.tokenId })],
    ['end the token of an owner', 'revokeToken', () => ({ id: another.tokenId })],
  ])('does not %s', async (_, mutation, inputOf) => {
    // The control of some gives them what they want.
    const own = await gateway.makeCaller('ADMIN');
    const input = inputOf(own);
    expect(codesOf(await attempt(gateway, own.token, { mutation, input }))).toBe('FORBIDDEN');
    expect(codesOf(await attempt(gateway, owner.token, { mutation, input }))).toBe('ok');
  });

  it('makes no token that outlives their own', async () => {
    const make = (hours: number) =>
      attempt(gateway, admin.token, {
        mutation: 'createToken',
        input: { ...at(), name: 'later', expiresAt: new Date(Date.now() + hours * HOUR_MS) },
      });
    expect(codesOf(await make(2))).toBe('BAD_USER_INPUT');
    expect(codesOf(await make(0.5))).toBe('ok');
  });

  it('leaves a trace of what they did, which no mutation takes away', async () => {
    expect(
      Object.keys(SCHEMA.getMutationType()!.getFields()).filter((name) => /audit|event/i.test(name)),
    ).toEqual([]);
    const query = `query ($id: ID!) { organization(slug: "default") {
      auditEvents(first: 200, filter: { principalId: $id }) { nodes { action outcome } } } }`;
    const { organization } = await gateway.data(query, { id: admin.principalId });
    const seen = organization.auditEvents.nodes.map((event: { action: string; outcome: string }) =>
      Object.values(event).join(' '),
    );
    expect(seen).toEqual(expect.arrayContaining(['SECRET_CREATE ALLOWED', 'TOKEN_CREATE ALLOWED']));
    const refused = await attempt(gateway, admin.token, {
      mutation: 'updateOrganization',
      input: { id: gateway.organizationId, keepDays: 1 },
    });
    expect(codesOf(refused)).toBe('FORBIDDEN');
    const { organization: after } = await gateway.data(query, { id: admin.principalId });
    expect(after.auditEvents.nodes[0]).toEqual({ action: 'PERMISSION_REFUSE', outcome: 'REFUSED' });
  });
});
