import { startTestGateway, type TestGateway } from '../support/gateway';

describe('an operation of a kind that the schema does not have', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const incidents = () => gateway.lines.filter((line) => line.includes('"incidentId"')).length;

  it.each([
    ['of fields that a query has', 'subscription { viewer { id } }'],
    ['of fields that nothing has', 'subscription Everything { changed { id } }'],
    ['of the name of its type', 'subscription { __typename }'],
    ['that is chosen among others', 'query Q { viewer { id } } subscription S { viewer { id } }', 'S'],
  ])('is refused before it runs, and is no incident: a subscription %s', async (_, query, name = '') => {
    for (const token of [null, gateway.ownerToken]) {
      const request = { query, token, ...(name !== '' && { operationName: name }) };
      const { status, body } = await gateway.send(request);
      expect(status).toBe(400);
      expect(body.data).toBeUndefined();
      expect(body.errors).toEqual([
        {
          message: 'query: The schema has no subscription. Send a query or a mutation.',
          locations: [{ line: 1, column: query.indexOf('subscription') + 1 }],
          extensions: {
            code: 'BAD_USER_INPUT',
            violations: [
              {
                path: 'query',
                rule: 'operation',
                message: 'The schema has no subscription. Send a query or a mutation.',
              },
            ],
          },
        },
      ]);
    }
    expect(incidents()).toBe(0);
  });

  it('is the only one refused: a query beside it and a mutation run', async () => {
    const both = 'query Q { viewer { id } } subscription S { viewer { id } }';
    const { body } = await gateway.send({ query: both, operationName: 'Q' });
    expect(body.data.viewer.id).toBeDefined();
    expect((await gateway.send({ query: 'mutation { __typename }' })).body.data).toEqual({
      __typename: 'Mutation',
    });
  });
});
