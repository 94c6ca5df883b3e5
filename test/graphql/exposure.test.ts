import { getIntrospectionQuery } from 'graphql';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway';

/** Documents and variables with a typing error, each close to a name that exists. */
const SLIPS: readonly (readonly [string, string, object])[] = [
  ['a field', '{ viewr { id } }', {}],
  ['a field of a type', '{ viewer { nam } }', {}],
  ['an argument', '{ secret(idd: "x") { id } }', {}],
  ['a type', 'query ($input: CreateSecretInputt!) { viewer { id } }', {}],
  ['a fragment on a type', '{ viewer { ...F } } fragment F on Viewr { id }', {}],
  [
    'an enum value',
    '{ organization(slug: "default") { secrets(orderBy: { field: NAMES }) { totalCount } } }',
    {},
  ],
  [
    'an input field',
    '{ organization(slug: "default") { secrets(orderBy: { fields: NAME }) { totalCount } } }',
    {},
  ],
  ['a directive', '{ viewer { id @includ(if: true) } }', {}],
  [
    'an enum value in a variable',
    'query ($o: SecretOrder) { organization(slug: "default") { secrets(orderBy: $o) { totalCount } } }',
    { o: { field: 'NAMES' } },
  ],
  [
    'an input field in a variable',
    'query ($o: SecretOrder) { organization(slug: "default") { secrets(orderBy: $o) { totalCount } } }',
    { o: { fields: 'NAME' } },
  ],
];
const PATHS = ['/', '/metrics', '/playground', '/graphiql', '/assets/playground.js'];

describe.each([
  [
    'an address that others can reach',
    { SECRETS_GATEWAY_HOST: '0.0.0.0', SECRETS_GATEWAY_PLAYGROUND: '' },
    false,
  ],
  [
    'an address that others can reach, over IPv6',
    { SECRETS_GATEWAY_HOST: '::', SECRETS_GATEWAY_PLAYGROUND: '' },
    false,
  ],
  [
    'an address that others can reach, with switches',
    {
      SECRETS_GATEWAY_HOST: '0.0.0.0',
      SECRETS_GATEWAY_PLAYGROUND: 'off',
      SECRETS_GATEWAY_INTROSPECTION: 'on',
      SECRETS_GATEWAY_METRICS: 'on',
    },
    true,
  ],
  ['this machine alone', { SECRETS_GATEWAY_HOST: '127.0.0.1', SECRETS_GATEWAY_PLAYGROUND: 'off' }, true],
  [
    'this machine alone, switched off',
    {
      SECRETS_GATEWAY_HOST: '127.0.0.1',
      SECRETS_GATEWAY_PLAYGROUND: 'off',
      SECRETS_GATEWAY_INTROSPECTION: 'off',
      SECRETS_GATEWAY_METRICS: 'off',
    },
    false,
  ],
] as const)('a gateway on %s', (_, environment, isOpen) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ environment });
  });
  afterAll(() => gateway.close());

  it(`${isOpen ? 'answers' : 'refuses'} introspection, for every caller and in every way`, async () => {
    const documents = [
      getIntrospectionQuery(),
      '{ __schema { types { name } } }',
      '{ __type(name: "Secret") { fields { name } } }',
      '{ a: __schema { queryType { name } } }',
      '{ ...F } fragment F on Query { __schema { queryType { name } } }',
      '{ viewer { id } __type(name: "Secret") { name } }',
      'query Named { __schema @include(if: true) { queryType { name } } }',
    ];
    for (const query of documents) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await gateway.send({ query, method });
        const isAnswered = answer.status === 200 && /"(?:queryType|fields|types|name)"/.test(answer.text);
        expect([query, method, isAnswered]).toEqual([query, method, isOpen]);
        if (!isOpen) expect(answer.body.data).toBeUndefined();
      }
    }
    // Clients add __typename everywhere; it is not introspection.
    expect((await gateway.graphql('{ __typename viewer { __typename } }')).body.data).toEqual({
      __typename: 'Query',
      viewer: { __typename: 'Viewer' },
    });
  });

  it.each(SLIPS)(
    `${isOpen ? 'helps' : 'helps nobody'} with a slip in %s`,
    async (_name, query, variables) => {
      const answers: Answer[] = [
        await gateway.graphql(query, { ...variables }),
        await gateway.graphql(query, { ...variables }, null),
      ];
      for (const { status, body, text } of answers) {
        expect(status).toBe(400);
        expect(body.errors[0].message).not.toBe('');
        if (!isOpen)
          expect(text).not.toMatch(/[Dd]id you mean|\bviewer\b|\bNAME\b|\binclude\b|\bCreateSecretInput\b/);
      }
    },
  );

  it('makes suggestions only where introspection is on', async () => {
    const texts = await Promise.all(
      SLIPS.map(async ([, query, variables]) => (await gateway.graphql(query, { ...variables })).text),
    );
    expect(texts.some((text) => /did you mean/i.test(text))).toBe(isOpen);
  });

  it('serves no landing page', async () => {
    for (const url of PATHS) {
      const { statusCode, headers } = await gateway.gateway.app.inject({
        method: 'GET',
        url,
        headers: { accept: 'text/html' },
      });
      const isMetrics = url === '/metrics' && isOpen;
      expect([url, statusCode]).toEqual([url, isMetrics ? 200 : 404]);
      expect(String(headers['content-type'])).not.toContain('html');
    }
    const landing = await gateway.gateway.app.inject({
      method: 'GET',
      url: '/graphql',
      headers: { accept: 'text/html' },
    });
    expect([landing.statusCode, String(landing.headers['content-type'])]).toEqual([
      400,
      expect.stringContaining('json'),
    ]);
  });
});
