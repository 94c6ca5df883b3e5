import { newId } from '../../src/core/id';
import { mintToken } from '../../src/crypto/token.format';
import { newKey } from '../graphql/guard/guard-recipes';
import { makeTenant, type Tenant } from '../graphql/tenant';
import { expectNoCanary, newCanary } from '../support/canary';
import { startTestGateway, type TestGateway, withoutRequestIds } from '../support/gateway';
import { attempt, codesOf } from './attempt.fixture';

/** Somebody who can reach the gateway and has no credential. Each attack works for an owner: that is its control. */
describe('somebody without a credential', () => {
  const canary = newCanary();
  let gateway: TestGateway;
  let tenant: Tenant;
  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { SECRETS_GATEWAY_HOST: '0.0.0.0', SECRETS_GATEWAY_PLAYGROUND: '' },
    });
    tenant = await makeTenant(gateway);
  });
  afterAll(() => gateway.close());

  const anonymously = (query: string, variables: object = {}) =>
    gateway.graphql(query, { ...variables }, null);
  const asOwner = (query: string, variables: object = {}) =>
    gateway.graphql(query, { ...variables }, tenant.owner.token);

  it.each([
    ['by slug', 'query ($it: String!) { organization(slug: $it) { id } }', () => [tenant.slug, 'nobody']],
    ['by id', 'query ($it: ID!) { node(id: $it) { id } }', () => [tenant.ids.secret!, newId('secret')]],
    [
      'by several ids',
      'query ($it: [ID!]!) { nodes(ids: $it) { id } }',
      () => [tenant.ids.org!, newId('org')],
    ],
    [
      'as a secret',
      'query ($it: ID!) { secret(id: $it) { id } }',
      () => [tenant.ids.secret!, newId('secret')],
    ],
  ])('does not learn what exists: %s', async (_, query, names) => {
    const [known, unknown] = names().map((it) => ({ it }));
    const answer = await anonymously(query, known);
    expect(codesOf(answer)).toBe('UNAUTHENTICATED');
    expect(withoutRequestIds(answer)).toBe(withoutRequestIds(await anonymously(query, unknown)));
    expect(codesOf(await asOwner(query, known))).toBe('ok');
  });

  it('writes nothing, and a value that it sends is in no answer and no log line', async () => {
    const create = {
      mutation: 'createSecret',
      input: { organizationId: tenant.organizationId, name: 'PLANTED', value: canary.text },
    };
    const consumer = {
      mutation: 'createConsumer',
      input: { organizationId: tenant.organizationId, name: 'planted', publicKey: newKey() },
    };
    for (const each of [create, consumer]) {
      const refused = await attempt(gateway, null, each);
      expect(codesOf(refused)).toBe('UNAUTHENTICATED');
      expectNoCanary('answer', refused.text, [canary]);
      expect(codesOf(await attempt(gateway, tenant.owner.token, each))).toBe('ok');
    }
    expectNoCanary('log', gateway.lines.join('\n'), [canary]);
  });

  it('gets the same answer for every credential that is none, however near it is to one', async () => {
    const { token } = tenant.owner;
    const changed = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    const unsigned = ['{"alg":"none"}', '{"sub":"owner"}', ''].map((part) =>
      Buffer.from(part).toString('base64url'),
    );
    const ask = (authorization: string) =>
      gateway.send({ query: '{ viewer { id } }', token: null, headers: { authorization } });
    const texts = new Set<string>();
    for (const authorization of [
      `Bearer ${changed}`,
      `Bearer ${mintToken('svc')}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token.toLowerCase()}`,
      `Bearer ${unsigned.join('.')}`,
      'Bearer ',
      `Basic ${Buffer.from(`x:${token}`).toString('base64')}`,
    ]) {
      const answer = await ask(authorization);
      expect([answer.status, codesOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
      texts.add(withoutRequestIds(answer));
    }
    expect(texts.size).toBe(1);
    expect(codesOf(await ask(`Bearer ${token}`))).toBe('ok');
  });

  it.each([
    ['/orgs/SLUG/codespaces/secrets', 401],
    ['/api/v3/orgs/SLUG/codespaces/secrets/SECRET', 401],
    ['/v3/organizations/ID/secrets', 401],
    ['/api/v1/secrets/', 401],
  ])('gets nothing from the interface of a vendor: %s', async (path, status) => {
    const ask = async (slug: string, headers: Record<string, string>) => {
      const url = path.replace('SLUG', slug).replace('ID', tenant.organizationId);
      const reply = await gateway.gateway.app.inject({ url, headers });
      return { status: reply.statusCode, text: reply.body };
    };
    const refused = await ask(tenant.slug, {});
    expect(refused.status).toBe(status);
    expect(refused).toEqual(await ask('nobody', {}));
    expect((await ask(tenant.slug, { authorization: `Bearer ${tenant.owner.token}` })).status).toBe(200);
  });

  it('leaves no event in the audit log of an organization that it guesses at', async () => {
    const events = async () => {
      const { body } = await asOwner(
        'query ($id: ID!) { organization(id: $id) { auditEvents { totalCount } } }',
        {
          id: tenant.organizationId,
        },
      );
      return body.data.organization.auditEvents.totalCount as number;
    };
    const before = await events();
    const guess = () => anonymously('query ($id: ID!) { secret(id: $id) { id } }', { id: tenant.ids.secret });
    for (let round = 0; round < 5; round++) await guess();
    expect(await events()).toBe(before);
    const stranger = await gateway.makeOrganization();
    await gateway.graphql(
      'query ($id: ID!) { secret(id: $id) { id } }',
      { id: tenant.ids.secret },
      stranger.owner.token,
    );
    expect(await events()).toBe(before + 1);
  });
});
