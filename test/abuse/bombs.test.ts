import { join } from 'node:path';
import { getOperationAST, parse } from 'graphql';
import { readConfig } from '../../src/config/config';
import { NotFound } from '../../src/core/errors';
import { DIALECTS } from '../../src/gateway-dialects';
import { operationFacts } from '../../src/graphql/operation/operation-facts';
import { readExamples } from '../../src/graphql/playground/playground-assets';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { connectionFields, pagingFragments } from '../ecosystem/relay-project';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway';
import { ROOT } from '../support/repository';
import { callsOf } from '../support/work';
import { times } from './operations';

const { maxCost } = readConfig({});
const schema = buildGatewaySchema(DIALECTS);

/** How many calls of functions the process may make for one of them. */
const MAX_CALLS = 2_000_000;

const PAGES = 'secrets(first: 200) { nodes { organization { members(first: 200) { nodes { id } } } } }';
const fragmentsOf = (count: number, spreads: number) =>
  times(
    count,
    (n) => `fragment f${n} on Viewer { ${n + 1 < count ? times(spreads, () => `...f${n + 1}`) : 'id name'} }`,
  );

/** Operations that are short to send and long to answer, and the codes of the errors they get. */
const BOMBS: readonly (readonly [string, string, string])[] = [
  ['1,000 aliases', `{ viewer { ${times(1_000, (n) => `a${n}: id`)} } }`, 'LIMIT_EXCEEDED'],
  ['1,000 aliases of __typename', `{ ${times(1_000, (n) => `a${n}: __typename`)} }`, 'LIMIT_EXCEEDED'],
  ['1,000 guesses', `{ ${times(500, (n) => `a${n}: secret(id: "s") { id }`)} }`, 'LIMIT_EXCEEDED'],
  ['2,400 directives', `{ __typename ${'@a '.repeat(2_400)} }`, 'LIMIT_EXCEEDED'],
  ['2,400 levels', `{ ${'viewer { '.repeat(2_400)}id${' }'.repeat(2_401)}`, 'LIMIT_EXCEEDED'],
  ['100,000 levels', `{ ${'viewer { '.repeat(100_000)}`.slice(0, 250_000), 'LIMIT_EXCEEDED'],
  ['pages in pages', `{ organization(slug: "default") { ${PAGES} } }`, 'LIMIT_EXCEEDED'],
  [
    'ids in pages',
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Organization { ${PAGES} } } }`,
    'LIMIT_EXCEEDED',
  ],
  ['spreads that multiply', `{ viewer { ...f0 } } ${fragmentsOf(150, 10)}`, 'LIMIT_EXCEEDED'],
  [
    'a fragment within itself',
    '{ viewer { ...f } } fragment f on Viewer { id ...f }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['one field 4,900 times', `{ viewer { ${'id '.repeat(4_900)} } }`, 'LIMIT_EXCEEDED'],
  [
    'one field 4,900 times, in inline fragments',
    `{ viewer { ${'...{id} '.repeat(1_200)} } }`,
    'LIMIT_EXCEEDED',
  ],
  [
    'one argument 1,600 times',
    `{ viewer { id(${'a:1 '.repeat(1_600)}) } }${'\n'.repeat(100_000)}`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'errors below 100,000 empty lines',
    `{ viewer { ${'\n'.repeat(100_000)} ${times(1_000, (n) => `z${n}`)} } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'variables that every operation reaches',
    `${times(200, (n) => `query q${n}($a: ID!) { ...f }`)} fragment f on Query { nodes(ids: [${'$a '.repeat(900)}]) { id } }`,
    'LIMIT_EXCEEDED',
  ],
  [
    '2,400 inline fragments within each other',
    `{ ${'...{'.repeat(2_400)}__typename${'}'.repeat(2_401)}`,
    'LIMIT_EXCEEDED',
  ],
  [
    '600 fragments that spread each the next',
    `{ ...f0 } ${times(600, (n) => `fragment f${n} on Query { ${n < 599 ? `...f${n + 1}` : '__typename'} }`)}`,
    'LIMIT_EXCEEDED',
  ],
  [
    '400 spreads beside each other',
    `{ viewer { ${times(400, (n) => `...f${n}`)} } } ${times(400, (n) => `fragment f${n} on Viewer { id }`)}`,
    'OK',
  ],
  ['4,900 unknown fields', `{ viewer { ${times(4_900, (n) => `z${n}`)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    '1,200 unused variables',
    `query (${times(1_200, (n) => `$a${n}: ID`)}) { __typename }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['a string of 240 KB', `{ organization(slug: "${'a'.repeat(240_000)}") { id } }`, 'OK'],
  [
    'numbers without end',
    `{ organization(slug: "default") { secrets(first: ${'9'.repeat(200_000)}) { totalCount } } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['80,000 comments', `{ __typename } ${'#\n'.repeat(80_000)}`, 'LIMIT_EXCEEDED'],
  [
    'the types of the types',
    `{ __schema { types { ${'fields { type { '.repeat(7)}name${' } }'.repeat(7)} } } }`,
    'LIMIT_EXCEEDED',
  ],
];

const CONSUMER = { name: 'app', organizationId: '', ownerId: null };

describe('a bomb', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it.each(BOMBS)('of %s is answered at once', async (_, query, code) => {
    let answer: Answer | undefined;
    const calls = await callsOf(async () => {
      answer = await gateway.graphql(query, { ids: [gateway.organizationId] });
    });
    const { status, text, body } = answer!;

    expect(body.errors?.[0].extensions.code ?? 'OK').toBe(code);
    expect(status).toBe(code === 'OK' ? 200 : 400);
    expect(text.length).toBeLessThan(64 * 1024);
    expect(calls).toBeLessThan(MAX_CALLS);
    expect((await gateway.graphql('{ viewer { id } }')).status).toBe(200);
  });

  it('of more levels than the stack has is told as what it is, whatever number of tokens is allowed', async () => {
    const lenient = await startTestGateway({ environment: { SECRETS_GATEWAY_LIMIT_TOKENS: '100000' } });
    const { status, body } = await lenient.graphql(`{ ${'viewer{'.repeat(35_000)}`);
    const [error] = body.errors;
    expect([status, error.message, error.extensions]).toEqual([
      400,
      'The operation has more than 15 levels of fields.',
      { code: 'LIMIT_EXCEEDED', limit: 'depth', maximum: 15 },
    ]);
    expect((await lenient.graphql('{ viewer { id } }')).status).toBe(200);
    await lenient.close();
  });

  it('of pages is just one when it can be: half the page is answered', async () => {
    const half = PAGES.replaceAll('200', '50');
    expect((await gateway.graphql(`{ organization(slug: "default") { ${half} } }`)).status).toBe(200);
  });

  it('of errors is cut: an answer has 100, and says how many more there were', async () => {
    const { consumerQueries } = gateway.gateway.services;
    const rows = Array.from({ length: 150 }, (_each, at) => ({ ...CONSUMER, id: `consumer-${at}` }));
    const page = { rows, hasNextPage: false, hasPreviousPage: false };
    const pages = jest
      .spyOn(consumerQueries, 'pages')
      .mockImplementation(async ([permit]) => new Map([[permit!.organizationId, page]]) as never);
    const failing = jest.spyOn(consumerQueries, 'approvalTimes').mockRejectedValue(new NotFound());
    const asked = async (count: number) => {
      page.rows = rows.slice(0, count).map((row) => ({ ...row, organizationId: gateway.organizationId }));
      const query = '{ organization(slug: "default") { consumers { nodes { approvedAt } } } }';
      const { body } = await gateway.graphql(query);
      expect(body.data.organization.consumers.nodes).toHaveLength(count);
      return body.errors.map(({ message }: { message: string }) => message);
    };
    expect(await asked(100)).toHaveLength(100);
    const errors = await asked(150);
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)).toBe('50 further errors are left out. Ask for less at once.');
    pages.mockRestore();
    failing.mockRestore();
  });

  it.each([true, false])(
    'of 1,000 operations in one body is refused, whatever they are: %s',
    async (isValid) => {
      const { app } = gateway.gateway;
      const batch = Array(1_000).fill({ query: isValid ? '{ __typename }' : '{' });
      const reply = await app.inject({ method: 'POST', url: '/graphql', payload: batch });
      expect([reply.statusCode, reply.json().errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
    },
  );
});

describe('the cost of what people do', () => {
  const costOf = (source: string, variables: object = {}) => {
    const document = parse(source);
    return operationFacts(schema, document, getOperationAST(document)!).cost({ ...variables });
  };

  it.each(readExamples(join(ROOT, 'schema', 'examples.graphql')).map((each) => [each.name, each] as const))(
    'is far below the limit: the example %s',
    (_, { query, variables }) => {
      expect(costOf(query, variables)).toBeLessThan(maxCost / 10);
    },
  );

  it.each(connectionFields(schema))('is far below the limit: 200 rows of $type.$field', (connection) => {
    const plain = pagingFragments(connection)
      .replaceAll(/@(?:argumentDefinitions|refetchable|connection)\([^)]*\)/g, '')
      .replaceAll('__typename', '__typename id name createdAt updatedAt');
    const module = /fragment (\w+)_forward/.exec(plain)?.[1];
    const query = `query ($count: Int, $cursor: String) { viewer { ...${module}_forward } } ${plain}`;
    const cost = costOf(query, { count: 200 });
    expect(cost).toBeGreaterThan(1_000);
    expect(cost).toBeLessThan(maxCost / 4);
  });
});
