import { type Answer, type GraphQLRequest, startTestGateway, type TestGateway } from '../support/gateway';

/** What an error must have besides a message and a code. */
interface Parts {
  readonly path?: readonly (string | number)[];
  /** Lines and columns. */
  readonly at?: readonly (readonly [line: number, column: number])[];
}
type Row = readonly [code: string, request: GraphQLRequest, parts: Parts];

const NO_ORGANIZATION = 'org-0123456789abcdefghjkmnpqrs';
const CREATE = 'mutation M($input: CreateTeamInput!) {\n  made: createTeam(input: $input) { team { id } } }';

describe('the parts of an error', () => {
  let gateway: TestGateway;
  let limited: TestGateway;
  let auditor: string;
  beforeAll(async () => {
    gateway = await startTestGateway();
    limited = await startTestGateway({
      environment: {
        SECRETS_GATEWAY_RATE_LIMIT_POINTS: '40',
        SECRETS_GATEWAY_RATE_LIMIT_SECONDS: '600',
      },
    });
    auditor = (await gateway.makeCaller(['VIEW_AUDIT_LOG'])).token;
    await gateway.data(CREATE, { input: { organizationId: gateway.organizationId, name: 'Taken' } });
  });
  afterAll(async () => {
    await gateway.close();
    await limited.close();
  });

  const errorOf = ({ body }: Answer) => {
    expect(body.errors).toHaveLength(1);
    return body.errors[0];
  };
  const holds = (answer: Answer, [code, , { path, at }]: Row) => {
    const error = errorOf(answer);
    expect(error.message).toEqual(expect.any(String));
    expect([error.extensions.code, error.path, error.locations]).toEqual([
      code,
      path,
      at?.map(([line, column]) => ({ line, column })),
    ]);
  };

  const ofFields = (): readonly Row[] => [
    [
      'NOT_FOUND',
      { query: CREATE, variables: { input: { organizationId: NO_ORGANIZATION, name: 'a' } } },
      { path: ['made'], at: [[2, 3]] },
    ],
    ['BAD_USER_INPUT', { query: '{ o: organization(id: "bad") { id } }' }, { path: ['o'], at: [[1, 3]] }],
    ['UNAUTHENTICATED', { query: '{ me: viewer { id } }', token: null }, { path: ['me'], at: [[1, 3]] }],
    [
      'FORBIDDEN',
      {
        query: CREATE,
        variables: { input: { organizationId: gateway.organizationId, name: 'a' } },
        token: auditor,
      },
      { path: ['made'], at: [[2, 3]] },
    ],
    [
      'CONFLICT',
      { query: CREATE, variables: { input: { organizationId: gateway.organizationId, name: 'Taken' } } },
      { path: ['made'], at: [[2, 3]] },
    ],
  ];
  it('of a field are its path, with aliases, and its place', async () => {
    for (const row of ofFields()) holds(await gateway.send(row[1]), row);
  });

  const deep = (levels: number) =>
    `{ ${'organization(slug: "default") { '.repeat(levels)}id${' }'.repeat(levels)} }`;
  const ofOperations: readonly Row[] = [
    ['BAD_USER_INPUT', { query: `\n${CREATE}`, variables: { input: { name: 5 } } }, { at: [[2, 1]] }],
    ['BAD_USER_INPUT', { query: CREATE }, { at: [[1, 1]] }],
    ['BAD_USER_INPUT', { query: '  subscription { a }' }, { at: [[1, 3]] }],
    [
      'LIMIT_EXCEEDED',
      {
        query:
          'query Costly {\n  organization(slug: "default") { teams(first: 200) { nodes { members(first: 200) { nodes { id } } } } }\n}',
      },
      { at: [[1, 1]] },
    ],
    ['GRAPHQL_PARSE_FAILED', { query: '{\n  viewer { id ' }, { at: [[2, 15]] }],
    ['GRAPHQL_VALIDATION_FAILED', { query: '{\n  nothing }' }, { at: [[2, 3]] }],
  ];
  it.each(ofOperations)('of an operation that does not run are its place: %s', async (...row) => {
    holds(await gateway.send(row[1]), row);
  });

  it('of a rate that is used up are the place of the operation', async () => {
    const query = `query Many { ${Array.from({ length: 20 }, (_, at) => `v${at}: viewer { id }`).join(' ')} }`;
    const answers: Answer[] = [];
    for (let count = 0; count < 4; count++) answers.push(await limited.send({ query }));
    const refused = answers.find(({ status }) => status === 429);
    expect(errorOf(refused!)).toMatchObject({
      locations: [{ line: 1, column: 1 }],
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
    });
  });

  it.each<Row>([
    ['BAD_REQUEST', { query: '' }, {}],
    ['OPERATION_RESOLUTION_FAILURE', { query: 'query A { viewer { id } }', operationName: 'B' }, {}],
    ['UNAUTHENTICATED', { query: '{ viewer { id } }', token: 'nobody' }, {}],
    ['LIMIT_EXCEEDED', { query: deep(3_000), headers: {} }, {}],
  ])('of a request that has no such place are its code alone: %s', async (...row) => {
    const error = errorOf(await gateway.send(row[1]));
    expect(error.extensions.code).toBe(row[0]);
    expect(error).not.toHaveProperty('path');
  });
});
