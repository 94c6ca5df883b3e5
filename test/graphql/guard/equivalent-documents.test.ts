import { type Answer, type GraphQLRequest, startTestGateway, type TestGateway } from '../../support/gateway';

const FIELD = 'organization(slug: "default")';
const INNER = 'id secrets { totalCount } auditEvents { totalCount }';

/** The same query written in many ways; those with the alias `a` answer under it. */
const DOCUMENTS: Readonly<Record<string, GraphQLRequest>> = {
  plain: { query: `{ ${FIELD} { ${INNER} } }` },
  named: { query: `query Named { ${FIELD} { ${INNER} } }`, operationName: 'Named' },
  'an alias': { query: `{ a: ${FIELD} { ${INNER} } }` },
  'aliases inside': {
    query: `{ ${FIELD} { id b: secrets { c: totalCount } d: auditEvents { e: totalCount } } }`,
  },
  'a fragment': { query: `{ ${FIELD} { ...F } } fragment F on Organization { ${INNER} }` },
  'fragments in fragments': {
    query: `{ ...A } fragment A on Query { ${FIELD} { ...B } } fragment B on Organization { id ...C auditEvents { totalCount } } fragment C on Organization { secrets { ...D } } fragment D on SecretConnection { totalCount }`,
  },
  'an inline fragment': { query: `{ ${FIELD} { ... on Organization { ${INNER} } } }` },
  'inline fragments of interfaces': {
    query: `{ ${FIELD} { ... on Node { id ... on Organization { secrets { totalCount } auditEvents { totalCount } } } } }`,
  },
  'an untyped fragment': { query: `{ ... { ${FIELD} { ... @include(if: true) { ${INNER} } } } }` },
  '@include': {
    query: `{ ${FIELD} @include(if: true) { id secrets @include(if: true) { totalCount } auditEvents { totalCount } } }`,
  },
  '@skip': {
    query: `{ ${FIELD} @skip(if: false) { id secrets @skip(if: false) { totalCount } auditEvents { totalCount } } }`,
  },
  'a variable in @include': {
    query:
      `query ($yes: Boolean!) { ${FIELD} { id secrets @include(if: $yes) { totalCount } auditEvents @skip(if: $no) { totalCount } } }`.replace(
        '($yes: Boolean!)',
        '($yes: Boolean!, $no: Boolean = false)',
      ),
    variables: { yes: true },
  },
  'the same field twice': { query: `{ ${FIELD} { ${INNER} } ${FIELD} { secrets { totalCount } } }` },
  'several operations': {
    query: `query First { viewer { id } } query Second { ${FIELD} { ${INNER} } } mutation Third($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }`,
    operationName: 'Second',
  },
  'an argument as a variable': {
    query: `query ($slug: String) { organization(slug: $slug) { ${INNER} } }`,
    variables: { slug: 'default' },
  },
};

/** The decision in an answer, whatever its names: the status, the values and nulls, and the codes. */
function decided({ status, body }: Answer): { status: number; data: unknown; codes: string[] } {
  const codes = (body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code);
  return { status, data: valuesIn(body.data), codes: codes.sort() };
}

function valuesIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const values = Object.values(value).map(valuesIn);
  return values.length === 1 ? values[0] : values;
}

describe('equivalent documents', () => {
  let gateway: TestGateway;
  const tokens: Record<string, string | null> = { anonymous: null };

  beforeAll(async () => {
    gateway = await startTestGateway();
    tokens.owner = (await gateway.makeCaller('OWNER')).token;
    tokens.nobody = (await gateway.makeCaller([])).token;
    tokens.viewer = (await gateway.makeCaller(['VIEW_SECRETS'])).token;
    tokens.auditor = (await gateway.makeCaller(['VIEW_AUDIT_LOG'])).token;
    tokens.stranger = (await gateway.makeOrganization()).owner.token;
  });
  afterAll(() => gateway.close());

  const callers = ['anonymous', 'owner', 'nobody', 'viewer', 'stranger'];

  it('are sent by callers whose answers differ', async () => {
    const answers = await Promise.all(
      callers.map((who) => gateway.send({ ...DOCUMENTS.plain, token: tokens[who]! })),
    );
    expect(answers.map(decided).map(({ status, codes }) => [status, codes])).toEqual([
      [401, ['UNAUTHENTICATED']],
      [200, []],
      [200, ['FORBIDDEN']],
      [200, ['FORBIDDEN']],
      [200, []],
    ]);
    expect(answers[4]!.body).toEqual({ data: { organization: null } });
  });

  const cases = Object.keys(DOCUMENTS).flatMap((document) =>
    callers.flatMap((who) => (['POST', 'GET'] as const).map((method) => [document, who, method] as const)),
  );
  it.each(cases)('get the same decision of policy: %s, %s, %s', async (document, who, method) => {
    const token = tokens[who]!;
    // The count of audit events grows with each refusal, so it is not compared.
    const plain = decided(await gateway.send({ ...DOCUMENTS.plain, token }));
    const asked = decided(await gateway.send({ ...DOCUMENTS[document], token, method }));
    const withoutCount = (data: unknown) => (Array.isArray(data) ? data.slice(0, 2) : data);
    expect({ ...asked, data: withoutCount(asked.data) }).toEqual({
      ...plain,
      data: withoutCount(plain.data),
    });
  });

  it('get no decision about fields that are skipped', async () => {
    const query = `query ($no: Boolean!) { ${FIELD} { id secrets @include(if: $no) { totalCount } auditEvents @skip(if: true) { totalCount } ...F @include(if: false) } } fragment F on Organization { secrets { totalCount } }`;
    const { body } = await gateway.send({ query, variables: { no: false }, token: tokens.nobody! });
    expect(body).toEqual({ data: { organization: { id: gateway.organizationId } } });
  });

  it('get a decision for each alias', async () => {
    const { organizationId } = await gateway.makeOrganization();
    const query = `{ a: organization(id: "${gateway.organizationId}") { id } b: organization(id: "${organizationId}") { id } c: node(id: "${organizationId}") { id } }`;
    const { body } = await gateway.send({ query, token: tokens.nobody! });
    expect(body).toEqual({ data: { a: { id: gateway.organizationId }, b: null, c: null } });
  });

  it('stop at the first mutation that is refused; the mutations before it are kept', async () => {
    const { token } = await gateway.makeCaller(['CREATE_TOKENS']);
    const input = (name: string) => `{ organizationId: "${gateway.organizationId}", name: "${name}" }`;
    const create = (alias: string) => `${alias}: createToken(input: ${input(alias)}) { token { name } }`;
    const refused = `refused: createTeam(input: ${input('team')}) { team { id } }`;
    for (const order of [
      [create('a'), refused],
      [refused, create('b')],
    ]) {
      const answer = await gateway.send({
        query: `mutation { ${order.join(' ')} }`,
        token,
      });
      expect(decided(answer)).toEqual({ status: 200, data: null, codes: ['FORBIDDEN'] });
    }
    const { viewer } = await gateway.data('{ viewer { tokens { nodes { name } } } }', undefined, token);
    expect(viewer.tokens.nodes.map(({ name }: { name: string }) => name).sort()).toEqual([
      'a',
      'first token',
    ]);
  });

  describe.each(['GET', 'POST'] as const)('with a mutation by %s', (method) => {
    const CREATE =
      'mutation Create($input: CreateTeamInput!) { createTeam(input: $input) { team { name } } }';
    it.each([
      ['alone', CREATE],
      ['beside a query', `query Harmless { viewer { id } } ${CREATE}`],
      [
        'behind a fragment',
        `fragment F on Mutation { createTeam(input: $input) { team { name } } } mutation Create($input: CreateTeamInput!) { ...F }`,
      ],
    ])('run it only by POST: %s', async (variant, query) => {
      const name = `${method} ${variant}`;
      const variables = { input: { organizationId: gateway.organizationId, name } };
      const { status, body } = await gateway.send({
        query,
        variables,
        operationName: 'Create',
        token: tokens.owner!,
        method,
      });
      const { organization } = await gateway.data(`{ ${FIELD} { teams { nodes { name } } } }`);
      const isThere = organization.teams.nodes.some((team: { name: string }) => team.name === name);
      expect([status, isThere]).toEqual(method === 'GET' ? [405, false] : [200, true]);
      expect(body.errors === undefined).toBe(isThere);
    });
  });

  it.each([
    ['no name', undefined],
    ['a name that is not there', 'Third'],
    ['the name of a prototype', '__proto__'],
    ['an empty name', ''],
  ])('with several operations need the name of one, not %s', async (_, operationName) => {
    const query = 'query First { viewer { id } } query Second { viewer { name } }';
    const request = { query, ...(operationName !== undefined && { operationName }) };
    for (const method of ['GET', 'POST'] as const) {
      const { status, body } = await gateway.send({ ...request, method });
      expect([status, body.data]).toEqual([400, undefined]);
    }
    expect((await gateway.send({ ...request, operationName: 'First' })).status).toBe(200);
  });
});
