import { Octokit as Octokit22 } from '@octokit/rest';
import { Octokit as Octokit19 } from 'octokit-rest-19';
import { type DialectWorld, sealedTo, startDialects } from './dialect.fixture';
import { githubFlaws } from './github.fixture';

const CLIENTS = [
  ['22 at the root', Octokit22, ''],
  ['22 below /api/v3', Octokit22, '/api/v3'],
  ['19 at the root', Octokit19 as unknown as typeof Octokit22, ''],
  ['19 below /api/v3', Octokit19 as unknown as typeof Octokit22, '/api/v3'],
] as const;

describe('GitHub through Octokit', () => {
  let world: DialectWorld;
  let origin: string;
  beforeAll(async () => {
    world = await startDialects();
    const { port } = await world.gateway.gateway.listen();
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(() => world.close());

  describe.each(CLIENTS)('%s', (_, Octokit, prefix) => {
    let octokit: Octokit22;
    let org: string;
    let numbers: number[];
    const silent = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    };
    beforeAll(async () => {
      const made = await world.gateway.makeOrganization();
      org = made.slug;
      numbers = [];
      for (const name of ['api', 'web', 'docs']) {
        const input = { organizationId: made.organizationId, name, isPrivate: name !== 'docs' };
        const mutation =
          'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { databaseId } } }';
        const { createRepository } = await world.gateway.data(mutation, { input }, made.owner.token);
        numbers.push(createRepository.repository.databaseId);
      }
      octokit = new Octokit({ auth: made.owner.token, baseUrl: `${origin}${prefix}`, log: silent });
    });
    const codespaces = () => octokit.rest.codespaces;
    /** Calls a method and holds its reply against GitHub's schema. */
    const call = async <Data>(
      operation: string,
      request: Promise<{ status: number; data: Data }>,
    ): Promise<Data> => {
      const { status, data } = await request;
      expect([operation, githubFlaws(operation, status, data)]).toEqual([operation, []]);
      return data;
    };
    const seal = async (value: string) => {
      const { key, key_id } = await call(
        'codespaces/get-org-public-key',
        codespaces().getOrgPublicKey({ org }),
      );
      expect(Buffer.from(key, 'base64')).toHaveLength(32);
      return { encrypted_value: await sealedTo(key, value), key_id };
    };
    const put = async (secret_name: string, more: object) =>
      codespaces().createOrUpdateOrgSecret({ org, secret_name, visibility: 'all', ...more } as never);

    it('refuses what the vendor refuses, with an error that Octokit can read', async () => {
      const box = await seal('a value');
      const refused: [string, number, () => Promise<unknown>][] = [
        ['codespaces/get-org-secret', 404, () => codespaces().getOrgSecret({ org, secret_name: 'MISSING' })],
        [
          'codespaces/delete-org-secret',
          404,
          () => codespaces().deleteOrgSecret({ org, secret_name: 'MISSING' }),
        ],
        ['codespaces/list-org-secrets', 404, () => codespaces().listOrgSecrets({ org: 'nobody' })],
        ['repos/get', 404, () => octokit.rest.repos.get({ owner: org, repo: 'missing' })],
        ['codespaces/create-or-update-org-secret', 422, () => put('GITHUB_X', box)],
        ['codespaces/create-or-update-org-secret', 422, () => put('X', { ...box, key_id: undefined })],
        ['codespaces/create-or-update-org-secret', 422, () => put('X', { ...box, key_id: 'unknown' })],
        [
          'codespaces/create-or-update-org-secret',
          422,
          () => put('X', { ...box, encrypted_value: 'not base64' }),
        ],
        ['codespaces/create-or-update-org-secret', 422, () => put('X', {})],
        [
          'codespaces/create-or-update-org-secret',
          422,
          () => put('X', { ...box, visibility: 'selected', selected_repository_ids: [99_999] }),
        ],
        [
          'codespaces/create-or-update-org-secret',
          422,
          () => put('X', { ...box, selected_repository_ids: numbers }),
        ],
      ];
      for (const [operation, status, request] of refused) {
        const error = await request().then(
          () => undefined,
          (thrown) => thrown,
        );
        expect([error?.name, error?.status]).toEqual(['HttpError', status]);
        expect([operation, githubFlaws(operation, status, error.response.data)]).toEqual([operation, []]);
        expect(error.response.data.status).toBe(String(status));
      }
      expect((await codespaces().listOrgSecrets({ org })).data.total_count).toBe(0);
      const nobody = new Octokit({ auth: 'nobodys-token', baseUrl: `${origin}${prefix}`, log: silent });
      await expect(nobody.rest.codespaces.listOrgSecrets({ org })).rejects.toMatchObject({
        status: 401,
        message: expect.stringContaining('Bad credentials'),
      });
    });

    it('uses all nine methods', async () => {
      const created = await put('api_key', await seal('first'));
      expect([created.status, created.data]).toEqual([201, {}]);
      const updated = await put('API_KEY', {
        ...(await seal('second')),
        visibility: 'selected',
        selected_repository_ids: [numbers[0]],
      });
      expect(updated.status).toBe(204);
      const secret_name = 'API_KEY';
      const secret = await call('codespaces/get-org-secret', codespaces().getOrgSecret({ org, secret_name }));
      expect(secret).toMatchObject({ name: 'API_KEY', visibility: 'selected' });
      expect(secret.selected_repositories_url).toBe(
        `${origin}${prefix}/orgs/${org}/codespaces/secrets/API_KEY/repositories`,
      );
      const list = () =>
        call(
          'codespaces/list-selected-repos-for-org-secret',
          codespaces().listSelectedReposForOrgSecret({ org, secret_name }),
        );
      expect((await list()).repositories.map(({ id }) => id)).toEqual([numbers[0]]);
      await call(
        'codespaces/set-selected-repos-for-org-secret',
        codespaces().setSelectedReposForOrgSecret({
          org,
          secret_name,
          selected_repository_ids: [numbers[1]!],
        }),
      );
      const one = { org, secret_name, repository_id: numbers[2]! };
      await call('codespaces/add-selected-repo-to-org-secret', codespaces().addSelectedRepoToOrgSecret(one));
      const both = await list();
      expect(both.repositories.map(({ full_name }) => full_name)).toEqual([`${org}/docs`, `${org}/web`]);
      expect(both.repositories.map((each) => each.private)).toEqual([false, true]);
      await call(
        'codespaces/remove-selected-repo-from-org-secret',
        codespaces().removeSelectedRepoFromOrgSecret(one),
      );
      expect((await list()).total_count).toBe(1);
      const all = await call('codespaces/list-org-secrets', codespaces().listOrgSecrets({ org }));
      expect(all.secrets.map(({ name }) => name)).toEqual(['API_KEY']);
      await call('codespaces/delete-org-secret', codespaces().deleteOrgSecret({ org, secret_name }));
      expect((await codespaces().listOrgSecrets({ org })).data.total_count).toBe(0);
    });

    it('paginates by the Link header', async () => {
      const box = await seal('a value');
      for (const name of ['P1', 'P2', 'P3', 'P4', 'P5']) await put(name, box);
      const parameters = { org, per_page: 2 };
      const secrets = await octokit.paginate(codespaces().listOrgSecrets, parameters);
      expect(secrets.map(({ name }) => name)).toEqual(['P1', 'P2', 'P3', 'P4', 'P5']);
      const { headers } = await codespaces().listOrgSecrets({ ...parameters, page: 2 });
      expect(headers.link?.match(/rel="\w+"/g)).toEqual([
        'rel="prev"',
        'rel="next"',
        'rel="last"',
        'rel="first"',
      ]);
      const beyond = await codespaces().listOrgSecrets({ org, per_page: 100, page: 1_000_000_000 });
      expect(beyond.data).toEqual({ total_count: 5, secrets: [] });
    });

    it('finds what clients look up before they write', async () => {
      const organization = await call('orgs/get', octokit.rest.orgs.get({ org: org.toUpperCase() }));
      expect(organization).toMatchObject({ login: org, type: 'Organization', id: expect.any(Number) });
      const repository = await call('repos/get', octokit.rest.repos.get({ owner: org, repo: 'API' }));
      expect(repository).toMatchObject({
        id: numbers[0],
        name: 'api',
        private: true,
        owner: { id: organization.id },
      });
      const byNumber = await octokit.request('GET /repositories/{id}', { id: numbers[0] });
      expect(byNumber.data).toEqual(repository);
      const { headers } = await codespaces().listOrgSecrets({ org });
      expect(headers['x-oauth-scopes']).toBe('admin:org');
    });
  });

  it('fails GitHub’s schemas where a field is missing or wrong', () => {
    const secret = { name: 'A', created_at: 'now', visibility: 'all' };
    expect(githubFlaws('codespaces/get-org-secret', 200, secret)).toEqual([
      " must have required property 'updated_at'",
      '/created_at must match format "date-time"',
    ]);
    expect(githubFlaws('codespaces/create-or-update-org-secret', 201, { id: 1 })).toHaveLength(1);
    expect(githubFlaws('codespaces/list-org-secrets', 418, {})).toHaveLength(1);
    expect(githubFlaws('codespaces/delete-org-secret', 204, {})).toHaveLength(1);
  });
});
