import { devin } from './devin.case';
import { type DialectWorld, startDialects } from './dialect.fixture';
import { dialectCases } from './dialect-cases';
import { githubCase } from './github.case';

const ORIGIN = 'https://app.example.com';

describe('the headers of a dialect', () => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects(undefined, {
      SECRETS_GATEWAY_CORS_ORIGINS: ORIGIN,
      SECRETS_GATEWAY_HOST: '0.0.0.0',
    });
  });
  afterAll(() => world.close());

  const cases = dialectCases(() => world);

  it('let no other site read an answer, although GraphQL does', async () => {
    const headers = { origin: ORIGIN };
    for (const dialect of cases) {
      for (const token of [world.gateway.ownerToken, null]) {
        const reply = await world.ask(dialect.list(world), token, headers);
        expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
      }
      const preflight = await world.gateway.gateway.app.inject({
        method: 'OPTIONS',
        url: dialect.list(world).url,
        headers: { ...headers, 'access-control-request-method': 'POST' },
      });
      expect(preflight.statusCode).toBe(404);
      expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
    }
    const graphql = await world.gateway.send({ query: '{ __typename }', headers });
    expect(graphql.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('forbid storing and sniffing, also of errors and documents', async () => {
    for (const dialect of cases) {
      for (const token of [world.gateway.ownerToken, null]) {
        const { headers } = await world.ask(dialect.list(world), token);
        expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      }
    }
    const document = await world.ask({ method: 'GET', url: '/openapi/devin.json' }, null);
    expect(document.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['Bearer', 'bearer', 'token'])('take a credential behind the word %s', async (word) => {
    for (const dialect of cases) {
      const authorization = `${word} ${world.gateway.ownerToken}`;
      expect((await world.ask(dialect.list(world), null, { authorization })).status).toBe(200);
    }
    const authorization = `Basic ${world.gateway.ownerToken}`;
    expect((await world.ask(devin.list(world), null, { authorization })).status).toBe(401);
  });

  it('put the client’s own host into GitHub’s links, unless it can be none', async () => {
    const github = githubCase(() => world);
    const seal = await world.seal('v');
    const where = { organizationId: world.organizationId, slug: 'default' };
    await world.ask({
      method: 'PUT',
      url: '/orgs/Default/codespaces/secrets/LINKED',
      body: { visibility: 'selected', ...seal },
    });
    const linked = async (host: string) =>
      (await world.ask(github.get!(where, 'LINKED'), undefined, { host })).body.selected_repositories_url;
    const rest = '/orgs/default/codespaces/secrets/LINKED/repositories';
    expect(await linked('secrets.example.com:8443')).toBe(`http://secrets.example.com:8443${rest}`);
    expect(await linked('[::1]:4000')).toBe(`http://[::1]:4000${rest}`);
    expect(await linked('evil.example.com/"><script>')).toBe(`http://localhost${rest}`);
  });

  it('tell members of GitHub’s scopes what they hold', async () => {
    const { token } = await world.gateway.makeCaller('MEMBER');
    const list = githubCase(() => world).list(world);
    expect((await world.ask(list)).headers['x-oauth-scopes']).toBe('admin:org');
    expect((await world.ask(list, token)).headers['x-oauth-scopes']).toBe('read:org');
    expect((await world.ask(list, null)).headers).not.toHaveProperty('x-oauth-scopes');
    const refused = await world.ask(
      { method: 'DELETE', url: '/orgs/default/codespaces/secrets/LINKED' },
      token,
    );
    expect([refused.status, refused.headers['x-accepted-oauth-scopes']]).toEqual([403, 'admin:org']);
  });
});
