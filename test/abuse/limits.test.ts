import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMIT_SETTINGS, RATE_SETTINGS } from '../../src/config/limits';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway';
import { ROOT } from '../support/repository';
import { costing, documentOf, nested, ofSize, times } from './operations';

/** What an answer says of a limit: the status, and of the first error code, limit and maximum or broken rules. */
function told({ status, body }: Answer): unknown {
  const [error] = body.errors ?? [];
  if (error === undefined) return status;
  const { code, limit, maximum, violations } = error.extensions;
  return [status, code, limit ?? violations?.map((each: { rule: string }) => each.rule), maximum];
}

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { version } } }';
const PAGE = 'query ($n: Int!) { organization(slug: "default") { secrets(first: $n) { totalCount } } }';
const ENTITIES = 'query ($them: [_Any!]!) { _entities(representations: $them) { __typename } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }';

/** A limit: the most that is allowed, an operation that has as many, and what one with one more is told. */
type Limit = readonly [
  name: string,
  most: number,
  ask: (gateway: TestGateway, amount: number) => Promise<Answer>,
  refusal: readonly unknown[],
];

let made = 0;
const withinBody = (gateway: TestGateway, bytes: number) => {
  const start = '{"query":"{ __typename }","variables":{"a":"';
  const end = '"}}';
  const text = `${start}${'a'.repeat(bytes - start.length - end.length)}${end}`;
  return asAnswer(gateway, text);
};
async function asAnswer({ gateway, ownerToken }: TestGateway, payload: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${ownerToken}` };
  const reply = await gateway.app.inject({ method: 'POST', url: '/graphql', headers, payload });
  return { status: reply.statusCode, headers: reply.headers, text: reply.body, body: reply.json() };
}

const LIMITS: readonly Limit[] = [
  [
    'tokens',
    5_000,
    (gateway, tokens) => gateway.send({ query: documentOf(tokens), operationName: 'o0' }),
    [400, 'LIMIT_EXCEEDED', 'tokens', 5_000],
  ],
  [
    'tokens of an anonymous document',
    500,
    (gateway, tokens) => gateway.send({ query: documentOf(tokens), operationName: 'o0', token: null }),
    [400, 'LIMIT_EXCEEDED', 'tokens', 500],
  ],
  [
    'characters of an anonymous document',
    8_000,
    (gateway, length) => gateway.graphql('{ __typename }'.padEnd(length), {}, null),
    [400, 'LIMIT_EXCEEDED', 'characters', 8_000],
  ],
  [
    'comments',
    5_000,
    (gateway, comments) => gateway.graphql(`{ __typename } ${'#\n'.repeat(comments)}`),
    [400, 'LIMIT_EXCEEDED', 'comments', 5_000],
  ],
  [
    'fields of one response name',
    250,
    (gateway, fields) => gateway.graphql(`{ viewer { ${'id '.repeat(fields - 1)} ... { id } } }`),
    [400, 'LIMIT_EXCEEDED', 'repeats', 250],
  ],
  [
    'parts',
    20_000,
    (gateway, parts) => gateway.send({ query: ofSize(parts), operationName: 'o0' }),
    [400, 'LIMIT_EXCEEDED', 'size', 20_000],
  ],
  ['levels', 15, (gateway, levels) => gateway.graphql(nested(levels)), [400, 'LIMIT_EXCEEDED', 'depth', 15]],
  [
    'aliases',
    50,
    (gateway, aliases) => gateway.graphql(`{ viewer { id ${times(aliases, (each) => `a${each}: id`)} } }`),
    [400, 'LIMIT_EXCEEDED', 'aliases', 50],
  ],
  [
    'directives',
    50,
    (gateway, count) => gateway.graphql(`{ viewer { ${times(count, () => 'id @skip(if: false)')} } }`),
    [400, 'LIMIT_EXCEEDED', 'directives', 50],
  ],
  [
    'root fields',
    20,
    (gateway, fields) => gateway.graphql(`{ ${'__typename '.repeat(fields)} }`),
    [400, 'LIMIT_EXCEEDED', 'rootFields', 20],
  ],
  [
    'points of cost',
    20_000,
    (gateway, cost) => gateway.graphql(costing(cost)),
    [400, 'LIMIT_EXCEEDED', 'cost', 20_000],
  ],
  [
    'rows of a page',
    200,
    (gateway, n) => gateway.graphql(PAGE, { n }),
    [400, 'BAD_USER_INPUT', ['range'], undefined],
  ],
  [
    'ids at once',
    200,
    (gateway, count) => gateway.graphql(NODES, { ids: Array(count).fill(gateway.organizationId) }),
    [400, 'LIMIT_EXCEEDED', undefined, undefined],
  ],
  [
    'representations at once',
    1_000,
    ({ graphql, organizationId }, count) =>
      graphql(ENTITIES, { them: Array(count).fill({ __typename: 'Organization', id: organizationId }) }),
    [400, 'LIMIT_EXCEEDED', undefined, undefined],
  ],
  ['bytes of a body', 262_144, withinBody, [413, 'BODY_TOO_LARGE', undefined, undefined]],
  [
    'bytes of a value',
    65_536,
    ({ graphql, organizationId }, bytes) =>
      graphql(CREATE, { input: { organizationId, name: `BYTES_${++made}`, value: 'v'.repeat(bytes) } }),
    [400, 'BAD_USER_INPUT', ['length'], undefined],
  ],
  [
    'bytes of a value in other letters',
    65_536,
    ({ graphql, organizationId }, bytes) => {
      const value = 'ä'.repeat(Math.floor(bytes / 2)) + 'v'.repeat(bytes % 2);
      return graphql(CREATE, { input: { organizationId, name: `BYTES_${++made}`, value } });
    },
    [400, 'BAD_USER_INPUT', ['length'], undefined],
  ],
];

describe('a gateway as it comes', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it.each(LIMITS)(
    'refuses one more than the most %s (%i), and not the most',
    async (_, most, ask, refusal) => {
      expect(told(await ask(gateway, most + 1))).toEqual(refusal);
      expect(told(await ask(gateway, most))).toBe(200);
    },
  );

  it('has each limit, each rate and its default in the documentation', () => {
    const page = readFileSync(join(ROOT, 'docs', 'limits.md'), 'utf8');
    for (const { name, defaultText: usual } of Object.values({ ...LIMIT_SETTINGS, ...RATE_SETTINGS })) {
      const row = page.split('\n').find((line) => line.includes(`\`${name}\``)) ?? '';
      expect([name, row.replaceAll(/(?<=\d),(?=\d{3})/g, '')]).toEqual([
        name,
        expect.stringContaining(usual.split(';')[0]!),
      ]);
    }
  });

  it('has a test for each limit that can be set', () => {
    const tested = LIMITS.map(([, most]) => most);
    for (const { read } of Object.values(LIMIT_SETTINGS)) expect(tested).toContain(read({}));
  });
});

describe('a gateway that is told so', () => {
  const SMALL: readonly (readonly [string, number, number])[] = [
    ['SECRETS_GATEWAY_LIMIT_TOKENS', 500, 0],
    ['SECRETS_GATEWAY_LIMIT_ANONYMOUS_TOKENS', 400, 1],
    ['SECRETS_GATEWAY_LIMIT_REPEATS', 240, 4],
    ['SECRETS_GATEWAY_LIMIT_SIZE', 1_000, 5],
    ['SECRETS_GATEWAY_LIMIT_DEPTH', 4, 6],
    ['SECRETS_GATEWAY_LIMIT_ALIASES', 0, 7],
    ['SECRETS_GATEWAY_LIMIT_DIRECTIVES', 1, 8],
    ['SECRETS_GATEWAY_LIMIT_ROOT_FIELDS', 2, 9],
    ['SECRETS_GATEWAY_LIMIT_COST', 1_000, 10],
    ['SECRETS_GATEWAY_BODY_LIMIT', 8_192, 14],
  ];
  let gateway: TestGateway;
  beforeAll(async () => {
    const set = Object.fromEntries(SMALL.map(([name, most]) => [name, String(most)]));
    gateway = await startTestGateway({ environment: set });
  });
  afterAll(() => gateway.close());

  it.each(SMALL)('has %s of %i', async (_, most, row) => {
    const [, usual, ask, refusal] = LIMITS[row]!;
    const [status, code, limit, maximum] = refusal;
    expect(told(await ask(gateway, most + 1))).toEqual([
      status,
      code,
      limit,
      maximum === usual ? most : maximum,
    ]);
    expect(told(await ask(gateway, most))).toBe(200);
  });
});
