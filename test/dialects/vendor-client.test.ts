import createClient from 'openapi-fetch';
import { newCanary } from '../support/canary';
import { type DialectWorld, startDialects } from './dialect.fixture';
import type { paths as DevinPaths } from './vendor/devin.api';
import type { paths as MixpeekPaths } from './vendor/mixpeek.api';
import type { paths as PrimeIntellectPaths } from './vendor/prime-intellect.api';

/** Operations that the vendors' published documents leave out; their clients call them all the same. */
// biome-ignore lint/suspicious/noExplicitAny: there is no type for them.
type Undocumented = any;

describe('clients generated from the vendors’ own documents', () => {
  let world: DialectWorld;
  let options: { baseUrl: string; headers: Record<string, string> };
  beforeAll(async () => {
    world = await startDialects();
    const { port } = await world.gateway.gateway.listen();
    options = {
      baseUrl: `http://127.0.0.1:${port}`,
      headers: { authorization: `Bearer ${world.gateway.ownerToken}` },
    };
  });
  afterAll(() => world.close());

  it('Devin: creates, lists page by page and deletes', async () => {
    const devin = createClient<DevinPaths>(options);
    const params = { path: { org_id: world.organizationId } };
    // The published document of the creation leaves its path parameter out.
    const inPath = { params: params as never };
    const url = '/v3/organizations/{org_id}/secrets';
    const refused = await devin.POST(url, {
      ...inPath,
      body: { type: 'key-value', key: '', value: newCanary().text },
    });
    expect(refused.response.status).toBe(422);
    expect(refused.error?.detail?.[0]?.loc).toEqual(['body', 'key']);
    for (const key of ['A', 'B']) {
      const { data, response } = await devin.POST(url, {
        ...inPath,
        body: { type: 'totp', key, value: 'JBSWY3DPEHPK3PXP', note: null, is_sensitive: false },
      });
      expect(response.status).toBe(200);
      expect(data).toMatchObject({
        key,
        secret_type: 'totp',
        access_type: 'org',
        is_sensitive: false,
        note: null,
      });
      expect(Number.isInteger(data?.created_at)).toBe(true);
    }
    const first = await devin.GET(url, { params: { ...params, query: { first: 1 } } });
    expect(first.data).toMatchObject({ has_next_page: true, total: 2, items: [{ key: 'A' }] });
    const second = await devin.GET(url, {
      params: { ...params, query: { first: 1, after: first.data?.end_cursor ?? null } },
    });
    expect(second.data).toMatchObject({ has_next_page: false, end_cursor: null, items: [{ key: 'B' }] });
    const other = createClient<Undocumented>(options);
    const one = { params: { path: { ...params.path, secret_id: first.data?.items[0]?.secret_id } } };
    const deleted = await other.DELETE('/v3/organizations/{org_id}/secrets/{secret_id}', one);
    expect(deleted.data).toEqual(first.data?.items[0]);
    const again = await other.DELETE('/v3beta1/organizations/{org_id}/secrets/{secret_id}', one);
    expect([again.response.status, again.error]).toEqual([404, { detail: 'Not found.' }]);
  });

  it('Prime Intellect: creates a file and does what its command line does', async () => {
    const prime = createClient<PrimeIntellectPaths>(options);
    const refused = await prime.POST('/api/v1/secrets/', {
      body: { name: 'lower', value: newCanary().text },
    });
    expect(refused.response.status).toBe(422);
    expect(refused.error?.errors).toEqual([{ param: 'name', details: expect.any(String) }]);
    const { data } = await prime.POST('/api/v1/secrets/', {
      body: { name: 'CERTIFICATE', value: 'AAEC', isFile: true, description: 'three bytes', teamId: null },
    });
    const { id, ...secret } = data?.data ?? {};
    expect(secret).toMatchObject({
      name: 'CERTIFICATE',
      isFile: true,
      description: 'three bytes',
      teamId: null,
    });
    // The command line sends a content type with every request and reads a secret before it deletes it.
    const cli = createClient<Undocumented>({
      ...options,
      headers: { ...options.headers, 'content-type': 'application/json' },
    });
    const one = { params: { path: { secret_id: id } } };
    const path = '/api/v1/secrets/{secret_id}';
    expect((await cli.GET('/api/v1/secrets/', {})).data).toMatchObject({
      total_count: 1,
      offset: 0,
      limit: 100,
    });
    expect((await cli.GET(path, one)).data.data).toEqual({ id, ...secret });
    const patched = await cli.PATCH(path, { ...one, body: { name: 'KEYFILE', description: null } });
    expect(patched.data.data).toMatchObject({ name: 'KEYFILE', description: null });
    expect((await cli.DELETE(path, one)).data).toMatchObject({ data: { id } });
    const missing = await cli.GET(path, one);
    expect([missing.response.status, missing.error.detail]).toEqual([404, 'Not found.']);
  });

  it('Mixpeek: creates, updates and deletes by name', async () => {
    const mixpeek = createClient<MixpeekPaths>(options);
    const body = { secret_name: 'stripe_api_key', secret_value: newCanary().text };
    const refused = await mixpeek.POST('/v1/organizations/secrets', { body: { ...body, secret_name: '' } });
    expect(refused.response.status).toBe(422);
    const { data, response } = await mixpeek.POST('/v1/organizations/secrets', { body });
    expect([response.status, data]).toEqual([201, { secret_name: 'stripe_api_key', created: true }]);
    const taken = await mixpeek.POST('/v1/organizations/secrets', { body });
    expect([taken.response.status, taken.error]).toMatchObject([
      409,
      { error: { type: 'AlreadyExistsError' } },
    ]);
    const other = createClient<Undocumented>(options);
    const one = { params: { path: { secret_name: 'stripe_api_key' } } };
    const path = '/v1/organizations/secrets/{secret_name}';
    const updated = await other.PUT(path, { ...one, body: { secret_value: 'another value' } });
    expect(updated.data).toEqual({ secret_name: 'stripe_api_key', updated: true });
    expect((await other.DELETE(path, one)).data).toEqual({ secret_name: 'stripe_api_key', deleted: true });
    const gone = await other.PUT(path, { ...one, body: { secret_value: 'another value' } });
    expect([gone.response.status, gone.error.error.type]).toEqual([404, 'NotFoundError']);
  });
});
