import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { makeTenant, type Tenant } from './tenant';

const REFUSALS = `query ($slug: String!) {
  organization(slug: $slug) {
    auditEvents(filter: { outcome: REFUSED }) {
      nodes { principalId action principal { id name ... on ServiceUser { createdAt } ... on User { email } } }
    }
  }
}`;

describeOnEachDatabase('a caller who is not a member and was refused', (tested) => {
  let gateway: TestGateway;
  let own: Tenant;
  let other: Tenant;
  const refusals = async () => {
    const { organization } = await gateway.data(REFUSALS, { slug: own.slug }, own.owner.token);
    return organization.auditEvents.nodes as { principalId: string; principal: { id: string } | null }[];
  };

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    own = await makeTenant(gateway);
    other = await makeTenant(gateway);
  });
  afterAll(() => gateway.close());

  it('is in the audit log by id only', async () => {
    await gateway.graphql(
      'query ($id: ID!) { node(id: $id) { id } }',
      { id: own.ids.secret },
      other.owner.token,
    );
    const events = (await refusals()).filter(({ principalId }) => principalId === other.owner.principalId);
    expect(events).toEqual([
      { principalId: other.owner.principalId, action: 'PERMISSION_REFUSE', principal: null },
    ]);
  });

  it('unlike a member, who is there by name', async () => {
    const member = await gateway.makeCaller([], { organizationId: own.organizationId });
    await gateway.graphql('query ($id: ID!) { node(id: $id) { id } }', { id: own.ids.secret }, member.token);
    const events = (await refusals()).filter(({ principalId }) => principalId === member.principalId);
    expect(events.map(({ principal }) => principal?.id)).toEqual([member.principalId]);
  });
});
