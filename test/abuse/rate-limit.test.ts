import { setTimeout as pause } from 'node:timers/promises';
import { describeOnEachDatabase } from '../support/databases';
import { times } from './operations';
import { type RatedGateway, startRatedGateway, unusedAddress } from './rate.fixture';

const POINTS = 20;
const FAILURE = 5;
const NOTHING = '{ __typename }';
const VIEWER = '{ viewer { id } }';
const UNKNOWN = `sgw_${'0'.repeat(40)}`;

describeOnEachDatabase('a rate', (tested) => {
  let rated: RatedGateway;
  beforeAll(async () => {
    rated = await startRatedGateway(POINTS, {}, tested);
  });
  afterAll(() => rated.gateway.close());

  it('allows an address as many operations as it has points, and refuses the next with the time to wait', async () => {
    const address = unusedAddress();
    for (let count = 1; count <= POINTS; count++) {
      expect([count, (await rated.ask(NOTHING, { address })).status]).toEqual([count, 200]);
    }
    const { status, code, retryAfter, body, headers } = await rated.ask(NOTHING, { address });

    expect([status, code]).toEqual([429, 'RATE_LIMITED']);
    expect(retryAfter).toBeGreaterThan(3_500);
    expect(retryAfter).toBeLessThanOrEqual(3_600);
    expect(body).not.toHaveProperty('data');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect((await rated.ask(NOTHING, { address: unusedAddress() })).status).toBe(200);
  });

  it('follows a principal from address to address, and leaves others at the last one alone', async () => {
    const { token } = await anyCaller(rated);
    for (let count = 1; count <= POINTS; count++) {
      expect((await rated.ask(VIEWER, { token, address: unusedAddress() })).status).toBe(200);
    }
    const address = unusedAddress();
    const { status, code, retryAfter, body } = await rated.ask(VIEWER, { token, address });

    expect([status, code]).toEqual([429, 'RATE_LIMITED']);
    expect(body.errors[0].extensions.retryAfterSeconds).toBe(retryAfter);
    expect((await rated.ask(VIEWER, { token: (await anyCaller(rated)).token, address })).status).toBe(200);
  });

  it('counts the callers of one IPv6 network together', async () => {
    const addressOf = (host: number) => `2001:db8:${tested.kind === 'sqlite' ? 1 : 2}:2::${host}`;
    for (let host = 1; host <= POINTS; host++) await rated.ask(NOTHING, { address: addressOf(host) });

    expect((await rated.ask(NOTHING, { address: addressOf(999) })).status).toBe(429);
    expect((await rated.ask(NOTHING, { address: '2001:db8:9:9::1' })).status).toBe(200);
  });

  it.each([
    ['aliases', `{ ${times(10, (n) => `a${n}: __typename`)} }`],
    ['repetition', `{ ${'__typename '.repeat(10)} }`],
    ['fragments', `{ ...f ... { ...f } } fragment f on Query { ${'__typename '.repeat(5)} }`],
  ])('counts root fields by %s as if they were operations', async (_, ten) => {
    const address = unusedAddress();
    expect((await rated.ask(ten, { address })).status).toBe(200);
    expect((await rated.ask(ten, { address })).status).toBe(200);
    expect((await rated.ask(NOTHING, { address })).status).toBe(429);
  });

  it('refuses an operation with more root fields than points are left before it does anything', async () => {
    const { token, principalId } = await anyCaller(rated);
    const create = (n: number) =>
      `t${n}: createTeam(input: { organizationId: "${rated.gateway.organizationId}", name: "${principalId} ${n}" }) { team { id } }`;
    const mutation = `mutation { ${times(15, create)} }`;
    const list = `{ organization(slug: "default") { teams(first: 200) { nodes { name } } } }`;
    const made = async () => {
      const { body } = await rated.ask(list, {
        token: (await anyCaller(rated)).token,
        address: unusedAddress(),
      });
      return body.data.organization.teams.nodes.filter(({ name }: { name: string }) =>
        name.startsWith(principalId),
      );
    };
    await rated.ask(`{ ${'__typename '.repeat(10)} }`, { token, address: unusedAddress() });

    const refused = await rated.ask(mutation, { token, address: unusedAddress() });
    expect([refused.status, refused.code]).toEqual([429, 'RATE_LIMITED']);
    expect(await made()).toEqual([]);
    const { token: fresh } = await anyCaller(rated);
    expect((await rated.ask(mutation, { token: fresh, address: unusedAddress() })).status).toBe(200);
    expect(await made()).toHaveLength(15);
  });

  it.each([
    ['an unknown token', NOTHING, { token: UNKNOWN }],
    ['no token', VIEWER, {}],
    ['a syntax error', '{', {}],
    ['an unknown field', '{ nothing }', {}],
    ['a passed limit', `{ ${'__typename '.repeat(21)} }`, {}],
    [
      'a broken rule',
      '{ a: __typename organization(slug: "default") { secrets(first: 0) { totalCount } } }',
      {},
    ],
  ])('makes %s dearer', async (_, query, from) => {
    const address = unusedAddress();
    const points = 1 + FAILURE + (query.includes('a: ') ? 1 : 0);
    expect(await rated.untilRefused(query, { address, ...from })).toBe(Math.ceil(POINTS / points));
  });

  it('makes each failing root field dearer, for the principal, too', async () => {
    const { token } = await anyCaller(rated, ['VIEW_SECRETS']);
    const log = 'organization(slug: "default") { auditEvents(first: 1) { totalCount } }';
    const forbidden = `{ ${times(3, (n) => `t${n}: ${log}`)} }`;
    const first = await rated.ask(forbidden, { token, address: unusedAddress() });

    expect([first.status, first.code]).toEqual([200, 'FORBIDDEN']);
    // 3 root fields, 3 failures and 1 refusal in the audit log: 19 of 20 points.
    expect(await rated.untilRefused(VIEWER, { token, address: unusedAddress() })).toBe(1);
  });

  it('does not make it dearer that something is not there', async () => {
    const address = unusedAddress();
    const { token } = await anyCaller(rated);
    const query = '{ secret(id: "secret-00000000000000000000000000") { id } }';
    for (let count = 1; count <= POINTS; count++) await rated.ask(query, { token, address });
    expect((await rated.ask(NOTHING, { address })).status).toBe(429);
    const missing = unusedAddress();
    for (let count = 1; count <= POINTS; count++) {
      expect((await rated.send({ url: '/nothing/here' }, { address: missing })).status).toBe(404);
    }
    expect((await rated.send({ url: '/nothing/here' }, { address: missing })).status).toBe(429);
  });

  it('counts a batch as what it is: a malformed request', async () => {
    const address = unusedAddress();
    const batch = { method: 'POST', url: '/graphql', payload: Array(100).fill({ query: NOTHING }) } as const;
    expect((await rated.send(batch, { address })).status).toBe(400);
    expect(await rated.untilRefused(NOTHING, { address })).toBe(POINTS - 1 - FAILURE);
  });

  it('is that of the dialects, too, which say so in their own words', async () => {
    const { token } = await anyCaller(rated);
    const list = { url: '/orgs/default/codespaces/secrets' };
    for (let count = 1; count <= POINTS; count++) {
      expect((await rated.send(list, { token, address: unusedAddress() })).status).toBe(200);
    }
    const { status, body, retryAfter } = await rated.send(list, { token, address: unusedAddress() });

    expect([status, Object.keys(body)]).toEqual([
      429,
      expect.arrayContaining(['message', 'documentation_url']),
    ]);
    expect(retryAfter).toBeGreaterThan(3_500);
    expect((await rated.ask(VIEWER, { token, address: unusedAddress() })).status).toBe(429);
  });

  it('makes a dialect’s failures dearer, and never hinders probes', async () => {
    const address = unusedAddress();
    const list = { url: '/orgs/default/codespaces/secrets' };
    expect((await rated.send(list, { address, token: UNKNOWN })).status).toBe(401);
    expect(await rated.untilRefused(NOTHING, { address })).toBe(POINTS - 1 - FAILURE);
    expect((await rated.send(list, { address, token: UNKNOWN })).status).toBe(429);
    for (const url of ['/health/live', '/health/ready']) {
      expect((await rated.send({ url }, { address })).status).toBe(200);
    }
  });

  it('asks for no token and reads no body once an address is refused', async () => {
    const address = unusedAddress();
    await rated.untilRefused('{', { address });
    const audited = async () => {
      const query = '{ organization(slug: "default") { auditEvents(first: 1) { totalCount } } }';
      return (await rated.gateway.data(query)).organization.auditEvents.totalCount;
    };
    const before = await audited();
    const body = {
      method: 'POST',
      url: '/graphql',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    } as const;

    expect((await rated.send(body, { address, token: UNKNOWN })).status).toBe(429);
    expect(await audited()).toBe(before);
  });
});

describe('a rate in a short window', () => {
  let rated: RatedGateway;
  beforeAll(async () => {
    rated = await startRatedGateway(3, { SECRETS_GATEWAY_RATE_LIMIT_SECONDS: '2' });
  });
  afterAll(() => rated.gateway.close());

  it('is refused for as long as Retry-After says, and no longer', async () => {
    const address = unusedAddress();
    await rated.untilRefused('{', { address });
    const { retryAfter = 0 } = await rated.ask(NOTHING, { address });

    expect([1, 2]).toContain(retryAfter);
    await pause(retryAfter * 1000 - 1500);
    expect((await rated.ask(NOTHING, { address })).status).toBe(429);
    await pause(1500);
    expect((await rated.ask(NOTHING, { address })).status).toBe(200);
  });
});

function anyCaller({ gateway }: RatedGateway, permissions?: Parameters<typeof gateway.makeCaller>[0]) {
  return gateway.makeCaller(permissions ?? 'OWNER');
}
