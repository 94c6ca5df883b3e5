import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DialectWorld, startDialects } from './dialect.fixture';
import { githubOperation } from './github.fixture';
import { type Json, missingOf, missingOperations } from './openapi-compare';

/** The vendors' documents without their prose. */
const VENDORS = ['devin', 'prime-intellect', 'mixpeek'];
const GITHUB_OPERATIONS = [
  'codespaces/list-org-secrets',
  'codespaces/get-org-public-key',
  'codespaces/get-org-secret',
  'codespaces/create-or-update-org-secret',
  'codespaces/delete-org-secret',
  'codespaces/list-selected-repos-for-org-secret',
  'codespaces/set-selected-repos-for-org-secret',
  'codespaces/add-selected-repo-to-org-secret',
  'codespaces/remove-selected-repo-from-org-secret',
];
/** The parameters that Octokit's documentation gives createOrUpdateOrgSecret, and whether they are required. */
const OCTOKIT_PARAMETERS = {
  org: true,
  secret_name: true,
  encrypted_value: false,
  key_id: false,
  visibility: true,
  selected_repository_ids: false,
};

function vendorDocument(name: string): Json {
  return JSON.parse(readFileSync(join(__dirname, 'vendor', `${name}.openapi.json`), 'utf8'));
}

describe('the OpenAPI document of a dialect', () => {
  let world: DialectWorld;
  const served = async (name: string): Promise<Json> => {
    const { status, body } = await world.ask({ method: 'GET', url: `/openapi/${name}.json` }, null);
    expect(status).toBe(200);
    return body;
  };
  beforeAll(async () => {
    world = await startDialects();
  });
  afterAll(() => world.close());

  it.each(VENDORS)(
    'has every operation, field, constraint and status of the vendor’s own: %s',
    async (name) => {
      expect(missingOperations(vendorDocument(name), await served(name))).toEqual([]);
    },
  );

  it.each(VENDORS)('would be found wanting for each thing taken away: %s', async (name) => {
    const [vendor, whole] = [vendorDocument(name), await served(name)];
    let compared = 0;
    for (const [path, methods] of Object.entries<Json>(vendor.paths)) {
      for (const [method, operation] of Object.entries<Json>(methods)) {
        for (const status of Object.keys(operation.responses)) {
          const cut = structuredClone(whole);
          delete cut.paths[path][method].responses[status];
          expect(missingOperations(vendor, cut)).toContain(
            `${method.toUpperCase()} ${path} lacks status ${status}`,
          );
          compared++;
        }
        const body = whole.paths[path][method].requestBody?.content['application/json'].schema;
        for (const field of Object.keys(body?.properties ?? {})) {
          for (const spoil of [
            (properties: Json) => delete properties[field],
            (properties: Json) => Object.assign(properties[field], { type: 'number' }),
          ]) {
            const cut = structuredClone(whole);
            spoil(cut.paths[path][method].requestBody.content['application/json'].schema.properties);
            expect(missingOperations(vendor, cut)).toHaveLength(1);
            compared++;
          }
        }
        const cut = structuredClone(whole);
        delete cut.paths[path][method];
        expect(missingOperations(vendor, cut)).toEqual([`${method.toUpperCase()} ${path} is missing`]);
      }
    }
    expect(compared).toBeGreaterThan(8);
  });

  it('has every operation, field, constraint and status of GitHub’s own', async () => {
    const ours = await served('github');
    const missing = GITHUB_OPERATIONS.flatMap((operationId) => {
      const { method, path, ...theirs } = githubOperation(operationId);
      const mine = ours.paths[path]?.[method];
      if (mine === undefined) return [`${operationId} is missing`];
      return missingOf(theirs, mine, { security: [] }, ours).map((line) => `${operationId} ${line}`);
    });
    // The fields of repositories are held against GitHub's schema in replies; here they are a list of links.
    expect(missing.filter((line) => !/repositories\[\]\S* is (?:missing|not required)$/.test(line))).toEqual(
      [],
    );
    expect(missing.length).toBeGreaterThan(0);
  });

  it('has the parameters that Octokit documents', async () => {
    const { parameters, requestBody } = (await served('github')).paths[
      '/orgs/{org}/codespaces/secrets/{secret_name}'
    ].put;
    const { properties, required } = requestBody.content['application/json'].schema;
    const inPath = parameters.map(({ name, required: is }: Json) => [name, is]);
    const inBody = Object.keys(properties).map((name) => [name, required.includes(name)]);
    expect(Object.fromEntries([...inPath, ...inBody])).toEqual(OCTOKIT_PARAMETERS);
  });

  it('documents each path once, without its aliases', async () => {
    for (const name of [...VENDORS, 'github']) {
      const { paths } = await served(name);
      expect(Object.keys(paths).filter((path) => /v3beta1|\/api\/v3|^\/organizations/.test(path))).toEqual(
        [],
      );
      expect(Object.keys(paths).length).toBeGreaterThan(1);
    }
  });
});
