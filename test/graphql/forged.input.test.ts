import { type GraphQLInputObjectType, getNamedType } from 'graphql';
import { newId } from '../../src/core/id';
import { DIALECTS } from '../../src/gateway-dialects';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { makeTenant, type Tenant } from './tenant';
import { violation } from './violation';

const schema = buildGatewaySchema(DIALECTS);
const PAGE =
  'query ($slug: String!, $first: Int, $last: Int) { organization(slug: $slug) { secrets(first: $first, last: $last) { totalCount } } }';

describeOnEachDatabase('forged input', (tested) => {
  let gateway: TestGateway;
  let own: Tenant;
  const ask = (query: string, variables: object) => gateway.graphql(query, { ...variables }, own.owner.token);
  const page = (variables: object) => ask(PAGE, { slug: own.slug, ...variables });

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    own = await makeTenant(gateway);
  });
  afterAll(() => gateway.close());

  it.each([
    ['first', -1],
    ['first', 0],
    ['first', 201],

    ['first', 1.5],
    ['first', '1'],
    ['first', 'NaN'],
    ['first', true],
    ['first', [1]],
    ['last', -1],
    ['last', 0],
    ['last', 201],
    ['last', 2 ** 31],
  ])('as a page size is refused: %s %p', async (name, value) => {
    const { path } = violation(await page({ [name]: value }));
    expect(path).toBe(name);
  });

  it.each(['9007199254740993', '-9007199254740993', '1e400', '9'.repeat(400)])(
    'as a number is refused before and in the document: %s',
    async (number) => {
      const headers = { authorization: `Bearer ${own.owner.token}`, 'content-type': 'application/json' };
      const query =
        'query ($id: ID!, $first: Int) { secret(id: $id) { versions(first: $first) { totalCount } } }';
      const post = (variables: string) =>
        gateway.gateway.app.inject({
          method: 'POST',
          url: '/graphql',
          headers,
          payload: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
        });
      const id = own.ids.secret;
      expect((await post(`{"id":"${id}","first":1}`)).statusCode).toBe(200);
      for (const variables of [`{"id":${number}}`, `{"id":"${id}","first":${number}}`]) {
        const reply = await post(variables);
        expect([reply.statusCode, reply.json().errors[0].extensions.code]).toEqual([
          400,
          expect.stringMatching(/^BAD_(?:REQUEST|USER_INPUT)$/),
        ]);
      }
      const literal = `{ organization(slug: "${own.slug}") { secrets(first: ${number}) { totalCount } } }`;
      expect((await ask(literal, {})).status).toBe(400);
    },
  );

  it('with both first and last is refused; each alone is accepted', async () => {
    expect(violation(await page({ first: 1, last: 1 }))).toEqual({ path: 'last', rule: 'exclusive' });
    for (const variables of [{ first: 200 }, { last: 200 }, { first: 1 }])
      expect((await page(variables)).status).toBe(200);
  });

  const IDS: Readonly<Record<string, (id: string) => unknown>> = {
    empty: () => '',
    'flipped to a letter that is none': (id) => `${id.slice(0, -1)}u`,
    'upper case': (id) => id.toUpperCase(),
    'cut short': (id) => id.slice(0, -1),
    longer: (id) => `${id}0`,
    'with a blank': (id) => ` ${id}`,
    'with a line feed': (id) => `${id}\n`,
    'without a prefix': (id) => id.split('-')[1],
    'of another noun': () => newId('role'),
    'of no noun': (id) => `nobody-${id.split('-')[1]}`,
    'too large for its bits': (id) => id.replace(/-./, '-8'),
    'a number': () => 1,
    'a negative number': () => -1,
    'very long': (id) => id + '0'.repeat(100_000),
    'the name of a prototype': () => '__proto__',
    'with a NUL': (id) => `${id.slice(0, -1)}\u0000`,
    'an object': (id) => ({ id }),
  };
  it.each(Object.keys(IDS))('in the position of an id is refused: %s', async (name) => {
    const id = IDS[name]!(own.ids.secret!);
    const questions: [string, object, RegExp][] = [
      ['query ($id: ID!) { secret(id: $id) { id } }', { id }, /^id/],
      [
        'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }',
        { input: { id } },
        /^input\.id/,
      ],
    ];
    if (name !== 'of another noun') {
      questions.push(
        ['query ($id: ID!) { node(id: $id) { id } }', { id }, /^id/],
        ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [own.ids.team, id] }, /^ids\.1/],
      );
    }
    for (const [query, variables, path] of questions) {
      expect(violation(await ask(query, variables)).path).toMatch(path);
    }
    const { body } = await ask('query ($id: ID!) { secret(id: $id) { id } }', { id: own.ids.secret });
    expect(body.data.secret.id).toBe(own.ids.secret);
  });

  describe('in a field that clients cannot set', () => {
    const MASS = [
      'id',
      'organizationId',
      'createdBy',
      'createdAt',
      'updatedBy',
      'updatedAt',
      'version',
      'ownerId',
      'lastUsedAt',
      'isBuiltIn',
      'databaseId',
      'tokenText',
      'digest',
      'envelope',
      '__proto__',
      'constructor',
    ];
    const mutations = Object.values(schema.getMutationType()!.getFields());

    it.each(mutations.map((field) => [field.name, field] as const))(
      'is refused by %s',
      async (name, field) => {
        const type = field.args[0]!.type;
        const declared = (getNamedType(type) as GraphQLInputObjectType).getFields();
        for (const more of MASS.filter((each) => declared[each] === undefined)) {
          // JSON.parse creates an own property even for __proto__.
          const input = JSON.parse(`{ ${JSON.stringify(more)}: "org-00000000000000000000000000" }`);
          const answer = await ask(`mutation ($input: ${type}) { ${name}(input: $input) { __typename } }`, {
            input,
          });
          expect([more, answer.status, answer.body.errors[0].extensions.code]).toEqual([
            more,
            400,
            expect.stringMatching(/^BAD_/),
          ]);
          const literal = `mutation { ${name}(input: { ${more}: "x" }) { __typename } }`;
          expect([more, (await ask(literal, {})).status]).toEqual([more, 400]);
        }
      },
    );
  });
});
