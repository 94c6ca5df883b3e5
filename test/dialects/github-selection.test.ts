import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { type DialectWorld, type Request, startDialects, type Where } from './dialect.fixture';

const REPOSITORY =
  'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id databaseId } } }';

describeOnEachDatabase('the repositories of a GitHub secret', (database) => {
  let world: DialectWorld;
  let home: Where & { readonly owner: TestCaller };
  let foreign: { id: string; databaseId: number };
  let prefix: string;
  const repositories: { id: string; databaseId: number }[] = [];
  beforeAll(async () => {
    world = await startDialects(database);
    home = await world.gateway.makeOrganization();
    const other = await world.gateway.makeOrganization();
    prefix = `/orgs/${home.slug}/codespaces/secrets`;
    const make = async (where: Where & { owner: TestCaller }, name: string) => {
      const input = { organizationId: where.organizationId, name, isPrivate: true };
      return (await world.gateway.data(REPOSITORY, { input }, where.owner.token)).createRepository.repository;
    };
    for (const name of ['a', 'b', 'c']) repositories.push(await make(home, name));
    foreign = await make(other, 'theirs');
  });
  afterAll(() => world.close());

  const ask = (method: Request['method'], url: string, body?: unknown, headers?: Record<string, string>) =>
    world.ask({ method, url, ...(body !== undefined && { body }) }, home.owner.token, headers);
  const put = async (name: string, more: object = {}) =>
    ask('PUT', `${prefix}/${name}`, { visibility: 'selected', ...(await world.seal('a value')), ...more });
  const selected = async (name: string) =>
    (await ask('GET', `${prefix}/${name}/repositories`)).body.repositories.map(
      ({ id }: { id: number }) => id,
    );
  const numbers = () => repositories.map(({ databaseId }) => databaseId);
  const updatedAt = async (name: string) => {
    const query =
      'query ($id: ID!, $name: String!) { organization(id: $id) { secret(name: $name) { updatedAt version } } }';
    const { organization } = await world.gateway.data(
      query,
      { id: home.organizationId, name },
      home.owner.token,
    );
    return organization.secret;
  };

  it.each([
    ['PUT', ''],
    ['PUT', '/1'],
    ['DELETE', '/1'],
  ] as const)(
    'are refused with 409 unless the visibility is selected: %s /repositories%s',
    async (method, rest) => {
      for (const visibility of ['all', 'private']) {
        await put('UNSELECTED', { visibility });
        const path = rest === '' ? '/repositories' : `/repositories/${numbers()[0]}`;
        const reply = await ask(method, `${prefix}/UNSELECTED${path}`, {
          selected_repository_ids: numbers(),
        });
        expect([reply.status, reply.body.status]).toEqual([409, '409']);
        expect(await selected('UNSELECTED')).toEqual([]);
      }
    },
  );

  it('are never another organization’s, nor ones that do not exist', async () => {
    await put('STRICT', { selected_repository_ids: [numbers()[0]] });
    const strange = [foreign.databaseId, 2_000_000_000, 2 ** 40, 0, -1];
    for (const number of strange) {
      const url = `${prefix}/STRICT/repositories`;
      expect((await ask('PUT', url, { selected_repository_ids: [number] })).status).toBe(422);
      expect((await put('STRICT', { selected_repository_ids: [numbers()[1], number] })).status).toBe(422);
      expect((await ask('PUT', `${url}/${number}`)).status).toBe(404);
      expect((await ask('DELETE', `${url}/${number}`)).status).toBe(404);
      expect((await ask('GET', `/repositories/${number}`)).status).toBe(404);
    }
    for (const text of ['one', '1.5', '1e3', '%31%00', '9'.repeat(30)]) {
      expect((await ask('PUT', `${prefix}/STRICT/repositories/${text}`)).status).toBe(422);
    }
    expect(await selected('STRICT')).toEqual([numbers()[0]]);
    expect((await ask('PUT', `${prefix}/MISSING/repositories/${numbers()[0]}`)).status).toBe(404);
    expect((await ask('GET', `${prefix}/MISSING/repositories`)).status).toBe(404);
  });

  it('are set, added and removed one by one, with the empty text that Octokit sends', async () => {
    const [a, b, c] = numbers() as [number, number, number];
    await put('CHOSEN', { selected_repository_ids: [a] });
    const text = { 'content-type': 'text/plain' };
    expect((await ask('PUT', `${prefix}/CHOSEN/repositories/${b}`, undefined, text)).status).toBe(204);
    expect(await selected('CHOSEN')).toEqual([a, b]);
    expect((await ask('DELETE', `${prefix}/CHOSEN/repositories/${a}`)).status).toBe(204);
    expect(await selected('CHOSEN')).toEqual([b]);
    expect(
      (await ask('PUT', `${prefix}/CHOSEN/repositories`, { selected_repository_ids: [c, a, c] })).status,
    ).toBe(204);
    expect(await selected('CHOSEN')).toEqual([a, c]);
    expect((await ask('PUT', `${prefix}/CHOSEN/repositories`, { selected_repository_ids: [] })).status).toBe(
      204,
    );
    expect(await selected('CHOSEN')).toEqual([]);
  });

  it('move the time of the last change when they change, and only then', async () => {
    const [a] = numbers() as [number];
    await put('TIMED', { selected_repository_ids: [a] });
    const before = await updatedAt('TIMED');
    for (const request of [
      () => ask('GET', `${prefix}/TIMED`),
      () => ask('GET', `${prefix}/TIMED/repositories`),
      () => ask('PUT', `${prefix}/TIMED/repositories/${a}`),
      () => ask('DELETE', `${prefix}/TIMED/repositories/${numbers()[1]}`),
    ]) {
      await request();
      expect(await updatedAt('TIMED')).toEqual(before);
    }
    await ask('DELETE', `${prefix}/TIMED/repositories/${a}`);
    const after = await updatedAt('TIMED');
    expect(after.updatedAt > before.updatedAt).toBe(true);
    // The value is the same one.
    expect(after.version).toBe(before.version);
  });

  it('keep the value when only the visibility is put, and lose their selection with it', async () => {
    const [a] = numbers() as [number];
    await put('VISIBLE', { selected_repository_ids: [a] });
    const { version } = await updatedAt('VISIBLE');
    expect((await ask('PUT', `${prefix}/VISIBLE`, { visibility: 'private' })).status).toBe(204);
    expect((await ask('GET', `${prefix}/VISIBLE`)).body).not.toHaveProperty('selected_repositories_url');
    expect((await ask('PUT', `${prefix}/VISIBLE`, { visibility: 'selected' })).status).toBe(204);
    expect(await selected('VISIBLE')).toEqual([]);
    expect((await updatedAt('VISIBLE')).version).toBe(version);
  });

  it('lose a repository that is deleted', async () => {
    await put('SHRINKING', { selected_repository_ids: numbers() });
    const gone = repositories[2]!;
    const mutation = 'mutation ($id: ID!) { deleteRepository(input: { id: $id }) { deletedRepositoryId } }';
    await world.gateway.data(mutation, { id: gone.id }, home.owner.token);
    expect(await selected('SHRINKING')).toEqual(numbers().slice(0, 2));
    expect((await ask('GET', `/repositories/${gone.databaseId}`)).status).toBe(404);
  });

  it('are paged', async () => {
    await put('PAGED', { selected_repository_ids: numbers().slice(0, 2) });
    const first = await ask('GET', `${prefix}/PAGED/repositories?per_page=1`);
    expect(first.body).toMatchObject({ total_count: 2, repositories: [{ id: numbers()[0] }] });
    expect(first.headers.link).toMatch(/per_page=1&page=2>; rel="next"/);
    const second = await ask('GET', `${prefix}/PAGED/repositories?per_page=1&page=2`);
    expect(second.body.repositories[0].id).toBe(numbers()[1]);
    expect(second.headers.link).not.toMatch(/rel="next"/);
  });

  it('are looked up by the query that gh sends, and nothing else is', async () => {
    const gh = `query MapRepositoryNames {
      repo_000: repository(owner: "${home.slug.toUpperCase()}", name: "A") { databaseId }
      repo_001: repository(owner: "${home.slug}", name: "missing") { databaseId }
    }`;
    const reply = await ask('POST', '/api/graphql', { query: gh, variables: null });
    expect(reply.body.data).toEqual({ repo_000: { databaseId: numbers()[0] }, repo_001: null });
    expect(reply.body.errors).toEqual([expect.objectContaining({ type: 'NOT_FOUND', path: ['repo_001'] })]);
    for (const query of [
      '{ viewer { id } }',
      '{ __schema { types { name } } }',
      'mutation { a }',
      '',
      `${gh} ${gh}`,
    ]) {
      expect((await ask('POST', '/api/graphql', { query })).status).toBe(422);
    }
  });
});
