import { describeOnEachDatabase } from './databases';
import { startTestGateway, type TestGateway, withoutRequestIds } from './gateway';

describeOnEachDatabase('a gateway for tests', (tested) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
  });
  afterAll(() => gateway.close());

  it('answers anonymous requests, the owner and callers of any role', async () => {
    const anonymous = await gateway.graphql('{ viewer { id } }', undefined, null);
    expect(anonymous.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const { viewer } = await gateway.data('{ viewer { name homeOrganization { id } } }');
    expect(viewer).toEqual({ name: 'owner', homeOrganization: { id: gateway.organizationId } });
    const caller = await gateway.makeCaller(['VIEW_AUDIT_LOG']);
    const query = '{ viewer { id organizations { nodes { viewerPermissions } } } }';
    const seen = await gateway.data(query, undefined, caller.token);
    expect(seen.viewer).toEqual({
      id: caller.principalId,
      organizations: { nodes: [{ viewerPermissions: ['VIEW_ORGANIZATION', 'VIEW_AUDIT_LOG'] }] },
    });
  });

  it('asks by GET what it asks by POST', async () => {
    const query = 'query ($slug: String) { organization(slug: $slug) { id } }';
    const request = { query, variables: { slug: 'default' } };
    const [get, post] = [await gateway.send({ ...request, method: 'GET' }), await gateway.send(request)];
    expect(get.body).toEqual({ data: { organization: { id: gateway.organizationId } } });
    expect(withoutRequestIds(get)).toBe(withoutRequestIds(post));
  });

  it('makes organizations whose owner belongs to no other', async () => {
    const { organizationId, owner } = await gateway.makeOrganization();
    const { organizations } = await gateway.data(
      '{ organizations { nodes { id } } }',
      undefined,
      owner.token,
    );
    expect(organizations.nodes).toEqual([{ id: organizationId }]);
    expect(gateway.lines.length).toBeGreaterThan(0);
  });
});
