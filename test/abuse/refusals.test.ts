import { Unavailable } from '../../src/core/errors';
import { newId } from '../../src/core/id';
import { MOST_REFUSALS } from '../../src/services/refusal-share';
import { statementsDuring } from '../graphql/statements';
import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestCaller, type TestGateway } from '../support/gateway';
import { times } from './operations';
import { startRatedGateway, unusedAddress } from './rate.fixture';

const REFUSALS = `{ organization(slug: "default") { auditEvents(first: 200, filter: { outcome: REFUSED }) {
  nodes { principalId subjectId detail { name text } } } } }`;

/** Twenty aliases of `nodes` with 200 ids each that nothing has. */
const guesses = (fields: number, ids: number) =>
  `{ ${times(fields, (field) => `n${field}: nodes(ids: [${times(ids, () => `"${newId('secret')}"`)}]) { id }`)} }`;

describeOnEachDatabase('refusals', (tested) => {
  let gateway: TestGateway;
  let member: TestCaller;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    member = await gateway.makeCaller('MEMBER');
    // The first use of a token is an event, too.
    await gateway.graphql('{ viewer { id } }', {}, member.token);
    await gateway.gateway.services.authentication.settle();
  });
  afterAll(() => gateway.close());

  const eventsDuring = async (work: () => Promise<unknown>) => {
    const { statements } = await statementsDuring(work);
    return statements.filter((text) => /INSERT INTO audit_event\b/.test(text)).length;
  };
  /** Details of the refusals of a caller in the chain of the organization, newest first. */
  const refusalsOf = async (caller: TestCaller) => {
    const { organization } = await gateway.data(REFUSALS);
    type Event = { principalId: string; subjectId: string; detail: { name: string; text: string }[] };
    return (organization.auditEvents.nodes as Event[])
      .filter(({ principalId }) => principalId === caller.principalId)
      .map(({ subjectId, detail }) => ({
        subjectId,
        ...Object.fromEntries(detail.map(({ name, text }) => [name, text])),
      }));
  };

  it('of one request are one event a chain, however many ids it names', async () => {
    const one = guesses(1, 1);
    expect(await eventsDuring(() => gateway.graphql(one, {}, member.token))).toBe(1);
    const written = await eventsDuring(async () => {
      expect((await gateway.graphql(guesses(8, 100), {}, member.token)).status).toBe(200);
    });
    expect(written).toBe(1);
  });

  it('are told by the event about the first, with their number', async () => {
    const caller = await gateway.makeCaller([]);
    const input = { organizationId: gateway.organizationId, name: 'REFUSED', value: 'v' };
    const create = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
    const { id } = (await gateway.data(create, { input })).createSecret.secret;
    const read = (names: readonly string[]) =>
      `{ ${names.map((name) => `${name}: node(id: "${id}") { id }`).join(' ')} }`;
    const about = { subjectId: id, permission: 'VIEW_SECRETS', field: 'Query.node' };
    await gateway.graphql(read(['a', 'b', 'c']), {}, caller.token);
    expect(await refusalsOf(caller)).toEqual([{ ...about, count: '3' }]);
    await gateway.graphql(read(['a']), {}, caller.token);
    expect(await refusalsOf(caller)).toEqual([about, { ...about, count: '3' }]);
  });

  it('of one principal are limited in a minute, and those of another are not affected', async () => {
    const guess = (token: string) => gateway.graphql(`{ node(id: "${newId('secret')}") { id } }`, {}, token);
    const [caller, other] = [await gateway.makeCaller('MEMBER'), await gateway.makeCaller('MEMBER')];
    const written = await eventsDuring(async () => {
      for (let sent = 0; sent < MOST_REFUSALS + 10; sent += 1) await guess(caller.token);
    });
    // A minute may end meanwhile. What else is written are uses of the token.
    expect(written).toBeGreaterThanOrEqual(MOST_REFUSALS);
    expect(written).toBeLessThan(MOST_REFUSALS + 10);
    expect(await eventsDuring(() => guess(other.token))).toBeGreaterThanOrEqual(1);
  });

  it('that cannot be written are not answered', async () => {
    const caller = await gateway.makeCaller('MEMBER');
    const query = `{ viewer { id } node(id: "${newId('secret')}") { id } }`;
    const { trail } = gateway.gateway.services;
    const failing = jest.spyOn(trail, 'refuseAll').mockRejectedValue(new Unavailable());
    const { status, body } = await gateway.graphql(query, {}, caller.token);
    failing.mockRestore();
    expect([status, body.data, body.errors[0].extensions.code]).toEqual([503, undefined, 'UNAVAILABLE']);
    expect((await gateway.graphql(query, {}, caller.token)).body).toEqual({
      data: { viewer: { id: caller.principalId }, node: null },
    });
  });
});

it('cost a point each', async () => {
  const rated = await startRatedGateway(100);
  const { token } = await rated.gateway.makeCaller('MEMBER');
  const from = { address: unusedAddress(), token };
  expect((await rated.ask(guesses(1, 20), from)).status).toBe(200);
  expect((await rated.ask('{ viewer { id } }', from)).status).toBe(200);
  expect((await rated.ask(guesses(1, 90), from)).status).toBe(200);
  expect((await rated.ask('{ viewer { id } }', from)).status).toBe(429);
  await rated.gateway.close();
});
