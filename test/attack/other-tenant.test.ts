import {
  type GraphQLInputObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { ID_PREFIXES, type IdPrefix, newId, prefixOf } from '../../src/core/id';
import { DIALECTS } from '../../src/gateway-dialects';
import { NODE_TYPES } from '../../src/graphql/relay/node.type';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { MUTATION_RECIPES } from '../graphql/guard/guard-recipes';
import type { GuardWorld } from '../graphql/guard/guard-world';
import { makeTenant, type Tenant } from '../graphql/tenant';
import { describeOnEachDatabase } from '../support/databases';
import { type Answer, startTestGateway, type TestGateway, withoutRequestIds } from '../support/gateway';

/** The noun of each id in an input; that of `id` depends on the recipe. */
const NOUNS: Readonly<Record<string, IdPrefix>> = {
  organizationId: 'org',
  teamId: 'team',
  membershipId: 'member',
  roleId: 'role',
  principalId: 'svc',
  repositoryId: 'repo',
  secretIds: 'secret',
};
/** IDs that no organization owns. */
const SHARED = new Set(['keyId']);

/** Where an input has an id: the keys that lead to it, and whether it is a list. */
interface IdPlace {
  readonly keys: readonly string[];
  readonly isList: boolean;
}

function idPlaces(type: GraphQLInputObjectType, before: readonly string[] = []): IdPlace[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const keys = [...before, field.name];
    const named = getNamedType(field.type);
    if (isInputObjectType(named)) return idPlaces(named, keys);
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    return named.name === 'ID' && !SHARED.has(field.name) ? [{ keys, isList }] : [];
  });
}

function withId(input: object, { keys: [key, ...rest], isList }: IdPlace, id: string): object {
  const inner = (input as Record<string, object | undefined>)[key!] ?? {};
  return {
    ...input,
    [key!]: rest.length > 0 ? withId(inner, { keys: rest, isList }, id) : isList ? [id] : id,
  };
}

function idAt(input: object, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], input);
}

/** Every position of every mutation that takes an id, with the recipe that fills the others. */
function mutationPlaces(schema: GraphQLSchema): [string, string, IdPlace][] {
  const fields = schema.getMutationType()!.getFields();
  return Object.keys(MUTATION_RECIPES).flatMap((variant) => {
    const input = getNamedType(fields[variant.split('/')[0]!]!.args[0]!.type) as GraphQLInputObjectType;
    return idPlaces(input).map((place): [string, string, IdPlace] => [variant, place.keys.join('.'), place]);
  });
}

const schema = buildGatewaySchema(DIALECTS);
const LISTS = [
  'query ($id: ID!) { organization(slug: $slug) { secrets(filter: { teamId: $id }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }',
  'query ($id: ID!) { organization(slug: $slug) { auditEvents(filter: { subjectId: $id, actions: [TEAM_CREATE] }) { totalCount nodes { id } } } }',
  'query ($id: ID!) { organization(slug: $slug) { auditEvents(filter: { principalId: $id }) { totalCount nodes { id } } } }',
];

describeOnEachDatabase('an id of another organization', (tested) => {
  let gateway: TestGateway;
  let own: Tenant;
  let other: Tenant;
  const ask = (query: string, variables: object): Promise<Answer> =>
    gateway.graphql(query, { ...variables }, own.owner.token);

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    own = await makeTenant(gateway);
    other = await makeTenant(gateway);
  });
  afterAll(() => gateway.close());

  /** The caller's own id gets another answer than an unknown id, so the comparison would notice; a foreign id does not. */
  async function expectHidden(request: (id: string) => Promise<Answer>, noun: string): Promise<void> {
    const nothing = await request(newId(noun as IdPrefix));
    expect(withoutRequestIds(await request(other.ids[noun]!))).toBe(withoutRequestIds(nothing));
    expect(withoutRequestIds(await request(own.ids[noun]!))).not.toBe(withoutRequestIds(nothing));
  }

  it.each(Object.keys(NODE_TYPES))(
    'reads like one that nothing has, through node and nodes: %s',
    async (noun) => {
      const { __typename } = (
        await gateway.data(
          'query ($id: ID!) { node(id: $id) { __typename } }',
          { id: own.ids[noun] },
          own.owner.token,
        )
      ).node;
      expect(__typename).toBe(NODE_TYPES[noun as IdPrefix]);
      await expectHidden((id) => ask('query ($id: ID!) { node(id: $id) { id } }', { id }), noun);
      const ids = (id: string) => ({ ids: [own.ids.secret, id, own.ids.team] });
      await expectHidden((id) => ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', ids(id)), noun);
    },
  );

  it('is tried for every noun that can be looked up', () => {
    expect(Object.keys(own.ids).sort()).toEqual(Object.keys(NODE_TYPES).sort());
    expect(ID_PREFIXES).toEqual(expect.arrayContaining(Object.keys(NODE_TYPES)));
  });

  it('gets the answer of an unknown id from the fields of Query', async () => {
    await expectHidden((id) => ask('query ($id: ID!) { secret(id: $id) { id } }', { id }), 'secret');
    await expectHidden((id) => ask('query ($id: ID!) { organization(id: $id) { id } }', { id }), 'org');
    const slug = 'query ($slug: String!) { organization(slug: $slug) { id } }';
    const nothing = withoutRequestIds(await ask(slug, { slug: 'nobody' }));
    expect(withoutRequestIds(await ask(slug, { slug: other.slug }))).toBe(nothing);
    expect(withoutRequestIds(await ask(slug, { slug: other.slug.toUpperCase() }))).toBe(nothing);
    expect(withoutRequestIds(await ask(slug, { slug: own.slug.toUpperCase() }))).not.toBe(nothing);
  });

  it.each(LISTS.map((query) => [query.match(/filter: \{ (\w+)/)![1]!, query]))(
    'finds nothing when a list is filtered by it: %s',
    async (name, text) => {
      const query = text.replace('$slug', JSON.stringify(own.slug));
      const noun = name === 'principalId' ? 'svc' : 'team';
      if (name === 'teamId') await secretOfTeam();
      const request = (id: string) => ask(query, { id });
      if (name !== 'principalId') return expectHidden(request, noun);
      const nothing = withoutRequestIds(await request(newId('svc')));
      expect(withoutRequestIds(await request(other.owner.principalId))).toBe(nothing);
      expect(withoutRequestIds(await request(own.owner.principalId))).not.toBe(nothing);
    },
  );

  it('is not found in selectedRepositoryIds either', async () => {
    const put = (number: number, name = 'SELECTED') =>
      ask('mutation ($input: PutSecretInput!) { putSecret(input: $input) { created } }', {
        input: {
          organizationId: own.organizationId,
          name,
          value: 'v',
          visibility: 'SELECTED',
          selectedRepositoryIds: [number],
        },
      });
    const nothing = withoutRequestIds(await put(2_000_000_000));
    expect(withoutRequestIds(await put(other.repositoryNumber))).toBe(nothing);
    expect((await put(own.repositoryNumber)).body.data).toEqual({ putSecret: { created: true } });
  });

  it.each(mutationPlaces(schema))('is refused like an unknown id, by %s at %s', async (variant, _, place) => {
    const mutation = variant.split('/')[0]!;
    const type = schema.getMutationType()!.getFields()[mutation]!.args[0]!.type;
    const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { __typename } }`;
    const world = {
      gateway: {
        ...gateway,
        data: (text: string, given?: object) => gateway.data(text, { ...given }, own.owner.token),
        makeCaller: (role: readonly [], given = {}) =>
          gateway.makeCaller(role, { organizationId: own.organizationId, ...given }),
      },
      organizationId: own.organizationId,
      teamId: own.ids.team,
      emptyRoleId: own.ids.role,
      serviceUserId: own.ids.svc,
      subjects: {},
      callers: [],
      repositoryNumber: own.repositoryNumber,
    } as unknown as GuardWorld;
    const input = await MUTATION_RECIPES[variant]!(world, `n-${process.hrtime.bigint().toString(36)}`);
    const given = idAt(input, place.keys);
    const noun = NOUNS[place.keys.at(-1)!] ?? prefixOf(String(given));
    if (noun === undefined) throw new Error(`say in NOUNS what ${place.keys.join('.')} names`);
    const request = (id: string) => ask(query, { input: withId(input, place, id) });
    const nothing = await request(newId(noun));
    expect(nothing.body.errors).toHaveLength(1);
    expect(withoutRequestIds(await request(other.ids[noun]!))).toBe(withoutRequestIds(nothing));
    // The caller's own id is accepted at the same position, so the id was the reason.
    if (/Secret\/(?:ORG|PERS)/.test(variant) && place.keys[0] === 'teamId') return;
    const accepted = await ask(query, {
      input: given === undefined ? withId(input, place, own.ids[noun]!) : input,
    });
    expect(withoutRequestIds(accepted)).not.toBe(withoutRequestIds(nothing));
  });

  it('changed nothing in the other organization', async () => {
    const text =
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } organization(slug: $slug) { members { totalCount } secrets { totalCount nodes { version } } } }'.replace(
        '$slug',
        JSON.stringify(other.slug),
      );
    const { nodes, organization } = await gateway.data(
      text,
      { ids: Object.values(other.ids) },
      other.owner.token,
    );
    expect(nodes.map((node: { id: string } | null) => node?.id)).toEqual(Object.values(other.ids));
    expect(organization.secrets).toEqual({ totalCount: 1, nodes: [{ version: 1 }] });
  });

  async function secretOfTeam(): Promise<void> {
    await gateway.data(
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
      {
        input: {
          organizationId: own.organizationId,
          name: 'OF_TEAM',
          value: 'v',
          access: 'TEAM',
          teamId: own.ids.team,
        },
      },
      own.owner.token,
    );
  }
});
