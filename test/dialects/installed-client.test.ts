import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../support/folder';
import { describeWithNginx, type Nginx, startNginx } from '../support/nginx';
import { startProcess } from '../support/process';
import { ROOT } from '../support/repository';
import { type DialectWorld, startDialects } from './dialect.fixture';

const GH = '/usr/bin/gh';
const PYTHON = '/usr/bin/python3';
const [AT_ROOT = ''] = [
  ...readFileSync(join(ROOT, 'docs', 'proxy.md'), 'utf8').matchAll(/```nginx\n([\s\S]*?)```/g),
].map(([, block]) => block);

/** `describe` where the client is installed and in CI, which installs it; elsewhere a line says that it is skipped. */
function describeWith(client: string, isInstalled: boolean, define: () => void): void {
  const skipped = !isInstalled && !process.env.CI;
  if (skipped) process.stderr.write(`Skipped: GitHub through ${client}, which is not installed.\n`);
  (skipped ? describe.skip : describe)(`through ${client}`, define);
}
const hasPyGithub = existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import github']).status === 0;

describeWithNginx('GitHub, over TLS, as its clients expect it', () => {
  const folder = createTemporaryFolder('clients');
  let world: DialectWorld;
  let proxy: Nginx;
  let org: string;
  let token: string;
  let host: string;
  const numbers = new Map<string, number>();
  beforeAll(async () => {
    world = await startDialects(undefined, { SECRETS_GATEWAY_TRUSTED_PROXIES: '127.0.0.1' });
    const { port } = await world.gateway.gateway.listen();
    proxy = await startNginx(AT_ROOT, port, ['localhost']);
    host = `localhost:${proxy.port}`;
    const made = await world.gateway.makeOrganization();
    [org, token] = [made.slug, made.owner.token];
    for (const name of ['api', 'web']) {
      const input = { organizationId: made.organizationId, name, isPrivate: true };
      const create =
        'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { databaseId } } }';
      const { createRepository } = await world.gateway.data(create, { input }, token);
      numbers.set(name, createRepository.repository.databaseId);
    }
  });
  afterAll(async () => {
    await proxy.close();
    await world.close();
    folder.remove();
  });

  /** Runs a client. It trusts nothing but the proxy's certificate, and its only configuration is ours. */
  const run = async (
    command: string,
    args: readonly string[],
    input = '',
    given: Record<string, string> = {},
  ) => {
    const env = {
      GH_HOST: host,
      GH_ENTERPRISE_TOKEN: token,
      GH_CONFIG_DIR: join(folder.path, 'gh'),
      GH_NO_UPDATE_NOTIFIER: '1',
      SSL_CERT_FILE: proxy.certificate,
      REQUESTS_CA_BUNDLE: proxy.certificate,
      BASE_URL: `https://${host}/api/v3`,
      TOKEN: token,
      ORG: org,
      ...given,
    };
    const child = startProcess(command, args, { cwd: folder.path, env, input });
    const { code } = await child.exit;
    return { code, output: child.output().toString() };
  };
  const listed = async () => {
    const { body } = await world.ask({ method: 'GET', url: `/orgs/${org}/codespaces/secrets` }, token);
    return body.secrets.map(({ name, visibility }: { name: string; visibility: string }) => [
      name,
      visibility,
    ]);
  };

  describeWith('gh', existsSync(GH), () => {
    const gh = async (args: readonly string[], input?: string, given?: Record<string, string>) => {
      const result = await run(GH, args, input, given);
      expect([result.output, result.code]).toEqual([result.output, 0]);
      return result.output;
    };
    const APP = ['--org', 'ORG', '--app', 'codespaces'];
    const secret = (...args: readonly string[]) => [
      'secret',
      ...args,
      ...APP.map((each) => (each === 'ORG' ? org : each)),
    ];

    it('says who it is logged in as', async () => {
      const { login } = (await world.ask({ method: 'GET', url: '/user' }, token)).body;
      expect(await gh(['auth', 'status', '--hostname', host])).toContain(login);
      const wrong = await run(GH, ['auth', 'status', '--hostname', host], '', {
        GH_ENTERPRISE_TOKEN: 'nobody',
      });
      expect(wrong.code).not.toBe(0);
      expect(wrong.output).toMatch(/token.*(?:invalid|no longer valid)|Bad credentials|401/i);
    });

    it('sets, lists and deletes secrets', async () => {
      await gh(secret('set', 'FROM_GH', '--visibility', 'all'), 'a value');
      await gh(secret('set', 'FOR_SOME', '--repos', 'api,web'), 'a value');
      expect(await listed()).toEqual([
        ['FOR_SOME', 'selected'],
        ['FROM_GH', 'all'],
      ]);
      expect(await gh(secret('list'))).toMatch(/FOR_SOME[\s\S]*FROM_GH/);
      const url = `/orgs/${org}/codespaces/secrets/FOR_SOME/repositories`;
      const { repositories } = (await world.ask({ method: 'GET', url }, token)).body;
      expect(repositories.map(({ id }: { id: number }) => id).sort()).toEqual([...numbers.values()].sort());
      for (const name of ['FROM_GH', 'FOR_SOME']) await gh(secret('delete', name));
      expect(await listed()).toEqual([]);
    });

    it('follows links over TLS only', async () => {
      const names = ['P1', 'P2', 'P3'];
      for (const name of names) await gh(secret('set', name, '--visibility', 'all'), 'a value');
      const pages = await gh([
        'api',
        '--paginate',
        `orgs/${org}/codespaces/secrets?per_page=1`,
        '--jq',
        '.secrets[].name',
      ]);
      expect(pages.trim().split('\n')).toEqual(names);
      for (const name of names) await gh(secret('delete', name));
    });

    it('says what is wrong', async () => {
      const missing = await run(GH, ['api', `orgs/${org}/codespaces/secrets/MISSING`]);
      expect(missing).toMatchObject({ code: 1, output: expect.stringContaining('Not Found (HTTP 404)') });
      const unserved = await run(GH, ['api', 'user/repos']);
      expect(unserved).toMatchObject({ code: 1, output: expect.stringContaining('Not Found (HTTP 404)') });
      const wrong = await run(GH, ['api', 'user'], '', { GH_ENTERPRISE_TOKEN: 'nobody' });
      expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('Bad credentials (HTTP 401)') });
    });
  });

  describeWith('PyGithub', hasPyGithub, () => {
    it('asks who it is, what it may still ask, and for repositories', async () => {
      const script = `
import json, os
from github import Github
client = Github(os.environ["TOKEN"], base_url=os.environ["BASE_URL"])
org = client.get_organization(os.environ["ORG"])
repo = client.get_repo(os.environ["ORG"] + "/api")
limit = client.get_rate_limit()
print(json.dumps({"login": client.get_user().login, "org": org.login, "type": client.get_user(os.environ["ORG"]).type, "repo": repo.id, "limit": limit.core.limit, "scopes": client.oauth_scopes}))
`;
      const { code, output } = await run(PYTHON, ['-'], script);
      expect([output, code]).toEqual([output, 0]);
      const { login } = (await world.ask({ method: 'GET', url: '/user' }, token)).body;
      expect(JSON.parse(output)).toEqual({
        login,
        org,
        type: 'Organization',
        repo: numbers.get('api'),
        limit: expect.any(Number),
        scopes: expect.arrayContaining(['admin:org']),
      });
    });
  });
});
