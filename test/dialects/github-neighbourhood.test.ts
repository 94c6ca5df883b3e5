import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { comparable, type DialectWorld, type Reply, startDialects } from './dialect.fixture';
import { githubFlaws } from './github.fixture';

/** Where clients of GitHub ask: at the root of the host, and below the prefix of GitHub Enterprise. */
const PREFIXES = ['', '/api/v3'];
const GITHUB_TYPE = 'application/vnd.github+json';
const HIDDEN = 'no-such-organization';

describeOnEachDatabase('what clients of GitHub ask before they reach a secret', (database) => {
  let world: DialectWorld;
  let home: { organizationId: string; slug: string; owner: TestCaller };
  let other: { organizationId: string; slug: string; owner: TestCaller };
  let member: TestCaller;
  beforeAll(async () => {
    world = await startDialects(database, {
      SECRETS_GATEWAY_PLAYGROUND: 'on',
      SECRETS_GATEWAY_HOST_NAMES: 'api.github.localhost',
    });
    [home, other] = [await world.gateway.makeOrganization(), await world.gateway.makeOrganization()];
    member = await world.gateway.makeCaller('MEMBER', home);
  });
  afterAll(() => world.close());

  const get = (
    url: string,
    token: string | null = home.owner.token,
    headers: Record<string, string> = { accept: GITHUB_TYPE },
  ): Promise<Reply> => world.ask({ method: 'GET', url }, token, headers);
  const ask = (query: string, token = home.owner.token, url = '/api/graphql', headers = {}) =>
    world.ask({ method: 'POST', url, body: { query } }, token, headers);
  const fits = (operation: string, { status, body }: Reply) => {
    expect([operation, status, githubFlaws(operation, status, body)]).toEqual([operation, 200, []]);
    return body;
  };

  describe.each(PREFIXES)('below "%s"', (prefix) => {
    it('an owner is an organization, with the number that it has everywhere', async () => {
      const organization = fits('orgs/get', await get(`${prefix}/orgs/${home.slug}`));
      const account = fits('users/get-by-username', await get(`${prefix}/users/${home.slug.toUpperCase()}`));
      expect(account).toMatchObject({ type: 'Organization', login: home.slug, id: organization.id });
      expect(account.url).toBe(`http://localhost:80${prefix}/users/${home.slug}`);
    });

    it('another organization is answered like one that does not exist, byte for byte', async () => {
      const [foreign, missing] = [
        await get(`${prefix}/users/${other.slug}`),
        await get(`${prefix}/users/${HIDDEN}`),
      ];
      expect([foreign.status, foreign.body.message]).toEqual([404, 'Not Found']);
      expect(comparable(foreign)).toBe(comparable(missing));
      expect((await get(`${prefix}/users/${other.slug}`, other.owner.token)).status).toBe(200);
    });

    it('the caller is itself, and nobody else’s account is there', async () => {
      const caller = fits('users/get-authenticated', await get(`${prefix}/user`));
      expect(caller).toMatchObject({ login: home.owner.principalId, type: 'Bot', site_admin: false });
      expect(Date.now() - Date.parse(caller.created_at)).toBeLessThan(3_600_000);
      expect(fits('users/get-by-username', await get(`${prefix}/users/${caller.login}`))).toEqual(caller);
      expect((await get(`${prefix}/users/${member.principalId}`)).status).toBe(404);
    });

    it('the root has the addresses, and the scopes in its headers', async () => {
      for (const path of prefix === '' ? ['/'] : [prefix, `${prefix}/`]) {
        const reply = await get(path);
        expect(fits('meta/root', reply).current_user_url).toBe(`http://localhost:80${prefix}/user`);
        expect(reply.headers['x-oauth-scopes']).toBe('admin:org, repo');
      }
      expect((await get(`${prefix}/`, member.token)).headers['x-oauth-scopes']).toBe('read:org, repo');
    });

    it('the rate limit of a caller that is not counted is whole', async () => {
      const { rate, resources } = fits('rate-limit/get', await get(`${prefix}/rate_limit`));
      expect(rate).toMatchObject({ used: 0, remaining: rate.limit });
      expect(resources.core).toEqual(rate);
    });

    it('nothing of it is for those without a credential', async () => {
      for (const path of ['/user', `/users/${home.slug}`, '/rate_limit', '/']) {
        for (const token of [null, 'nobodys-token']) {
          const { status, body, headers } = await get(`${prefix}${path}`, token);
          expect([path, status, body.message]).toEqual([path, 401, 'Bad credentials']);
          expect(headers).not.toHaveProperty('x-oauth-scopes');
        }
        expect((await get(`${prefix}${path}`)).status).toBe(200);
      }
    });

    it('what is not served is answered in the shape of GitHub', async () => {
      const paths = [
        '/user/repos',
        '/users',
        '/users/a/b',
        '/gists',
        '/meta',
        '/search/code?q=x',
        '/orgs',
        '/zen',
      ];
      for (const path of paths) {
        const { status, body } = await get(`${prefix}${path}`);
        expect([path, status, body]).toEqual([
          path,
          404,
          expect.objectContaining({ message: 'Not Found', status: '404' }),
        ]);
      }
      expect(await get(`${prefix}/user`)).toMatchObject({ status: 200 });
      const wrong = await world.ask({ method: 'DELETE', url: `${prefix}/user` }, home.owner.token);
      expect([wrong.status, wrong.headers.allow, wrong.body.status]).toEqual([405, 'GET, HEAD', '405']);
    });
  });

  it('a caller that belongs to no organization is told so', async () => {
    const { principalId, token } = await world.gateway.makeCaller('MEMBER');
    expect((await get('/api/v3/', token)).headers['x-oauth-scopes']).toBe('read:org, repo');
    await world.gateway.data(
      'mutation ($id: ID!) { deleteServiceUser(input: { id: $id }) { deletedServiceUserId } }',
      { id: principalId },
    );
    expect((await get('/api/v3/', token)).status).toBe(401);
  });

  it.each(['/api/graphql', '/api/v3/graphql'])(
    'who the caller is, and up to 1,000 repositories: %s',
    async (url) => {
      const { organizationId } = home;
      const name = `repo-${url.length}`;
      const create =
        'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { databaseId } } }';
      const { createRepository } = await world.gateway.data(
        create,
        { input: { organizationId, name, isPrivate: true } },
        home.owner.token,
      );
      const { databaseId } = createRepository.repository;
      expect((await ask('query UserCurrent{viewer{login}}', home.owner.token, url)).body).toEqual({
        data: { viewer: { login: home.owner.principalId } },
      });
      const many = (count: number) =>
        `query MapRepositoryNames {${Array.from({ length: count }, (_, at) => ` repo_${at}: repository(owner: "${home.slug.toUpperCase()}", name: "${at === 0 ? name.toUpperCase() : `missing-${at}`}") { databaseId }`).join('')} }`;
      const { status, body } = await ask(many(1_000), home.owner.token, url);
      expect([status, Object.keys(body.data).length, body.errors.length]).toEqual([200, 1_000, 999]);
      expect(body.data).toMatchObject({ repo_0: { databaseId }, repo_1: null, repo_999: null });
      const tooMany = await ask(many(1_001), home.owner.token, url);
      expect([tooMany.status, tooMany.body.errors]).toEqual([
        422,
        [expect.objectContaining({ message: expect.stringContaining('at most 1,000') })],
      ]);
      // A repository of an organization without the caller is none.
      const foreign = await ask(
        `{ repository(owner: "${home.slug}", name: "${name}") { databaseId } }`,
        other.owner.token,
        url,
      );
      expect(foreign.body).toMatchObject({ data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] });
    },
  );

  it('`gh` finds its API under the name that it gives github.localhost', async () => {
    const host = { host: 'api.github.localhost:8080' };
    const query = 'query UserCurrent{viewer{login}}';
    expect((await ask(query, home.owner.token, '/graphql', host)).body.data.viewer).toEqual({
      login: home.owner.principalId,
    });
    expect((await get('/user', home.owner.token, host)).body.url).toMatch(
      /^http:\/\/api\.github\.localhost:8080\/users\//,
    );
    // Under any other name the path is the gateway's own API.
    expect((await ask('{ viewer { id } }', home.owner.token, '/graphql')).body.data.viewer).toEqual({
      id: home.owner.principalId,
    });
  });

  it.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['text/html, application/json', 'text/html; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/json;q=0.5, */*', 'application/json; charset=utf-8'],
    [GITHUB_TYPE, 'application/json; charset=utf-8'],
    ['application/vnd.github.v3+json; charset=utf-8', 'application/json; charset=utf-8'],
  ])('the page for people is at / for browsers only: %s', async (accept, type) => {
    const reply = await world.gateway.gateway.app.inject({ url: '/', headers: { accept } });
    expect(reply.headers['content-type']).toBe(type);
    expect(reply.statusCode).toBe(type.startsWith('text/html') ? 200 : 401);
  });

  it('counts what a caller that is counted has used', async () => {
    const limited = await startDialects(undefined, {
      SECRETS_GATEWAY_RATE_LIMIT_POINTS: '500',
      SECRETS_GATEWAY_RATE_LIMIT_SECONDS: '600',
    });
    const used = async () => (await limited.ask({ method: 'GET', url: '/rate_limit' })).body.rate;
    const first = await used();
    expect(first).toMatchObject({ limit: 500, remaining: 500 - first.used });
    expect(first.used).toBeGreaterThan(0);
    const second = await used();
    expect(second.used - first.used).toBe(1);
    expect(second.reset - Date.now() / 1000).toBeGreaterThan(1);
    expect(second.reset - Date.now() / 1000).toBeLessThan(601);
    await limited.close();
  });
});
