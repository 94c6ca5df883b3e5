import { LimitExceeded } from '../../src/core/errors';
import { OperationCost } from '../../src/graphql/request/operation-cost';
import { startTestGateway, type TestGateway } from '../support/gateway';

describe('the cost of an operation', () => {
  it('grows with the collections that it looks at, up to its limit', () => {
    const cost = new OperationCost();
    cost.begin(50, 100);
    cost.add({ rows: 199 });
    cost.add({ rows: 5_000 });
    cost.add({ decisions: 1_250 });
    expect(() => cost.add({ rows: 200 })).toThrow(LimitExceeded);
    expect(cost.takePoints()).toBe(2);
    expect(cost.takePoints()).toBe(0);
  });

  it('lets any collection be asked for alone', () => {
    const cost = new OperationCost();
    cost.begin(50, 100);
    for (let list = 1; list <= 2; list++) cost.add({ rows: 1_000_000_000 });
    expect(() => cost.add({ rows: 1_000_000_000 })).toThrow(LimitExceeded);
  });
});

describe('lists that look at a whole collection', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ environment: { SECRETS_GATEWAY_LIMIT_COST: '200' } });
    const { organizationId } = gateway;
    const input = { organizationId, name: 'app', publicKey: Buffer.alloc(32, 9).toString('base64url') };
    await gateway.data(
      'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }',
      { input: { ...input, uses: { namePrefix: '' } } },
    );
    jest.spyOn(gateway.gateway.services.secretQueries, 'stored').mockResolvedValue(1_000_000);
    jest.spyOn(gateway.gateway.services.auditEvents, 'stored').mockResolvedValue(1_000_000);
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await gateway.close();
  });

  const USABLE = 'consumers(first: 1) { nodes { usableSecrets(first: 1) { totalCount } } }';
  it.each([
    ['counts of the secrets of a consumer', USABLE],
    ['pages of them', 'consumers(first: 1) { nodes { usableSecrets(first: 1) { nodes { reasons } } } }'],
    ['counts with a filter', 'secrets(first: 1, filter: { text: "x" }) { totalCount }'],
    ['pages with a filter', 'secrets(first: 1, filter: { text: "x" }) { nodes { name } }'],
    ['counts of audit events', 'auditEvents(first: 1) { totalCount }'],
    ['filtered audit events', 'auditEvents(first: 1, filter: { outcome: REFUSED }) { nodes { id } }'],
  ])('are few in one operation: %s', async (_name, list) => {
    const asking = (count: number) => {
      const lists = Array.from({ length: count }, (_each, at) => `a${at}: ${list}`);
      return gateway.graphql(`{ organization(slug: "default") { ${lists.join(' ')} } }`);
    };
    const allowed = await asking(3);
    expect(allowed.body.errors).toBeUndefined();
    const refused = await asking(5);
    expect(refused.body.errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
    expect(refused.body.errors[0].message).toContain('costs more than 200');
  });

  it('are not those that an index answers', async () => {
    const lists = Array.from({ length: 10 }, (_each, at) => `a${at}: secrets(first: 1) { totalCount }`);
    const { body } = await gateway.graphql(`{ organization(slug: "default") { ${lists.join(' ')} } }`);
    expect(body.errors).toBeUndefined();
  });
});
