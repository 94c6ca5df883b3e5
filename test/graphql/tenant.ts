import { TEST_ORIGIN } from '../support/backend';
import type { TestCaller, TestGateway } from '../support/gateway';
import { newKey } from './guard/guard-recipes';

/** An organization with one of everything: its owner, and an id of each noun by prefix. */
export interface Tenant {
  readonly organizationId: string;
  readonly slug: string;
  readonly owner: TestCaller;
  readonly ids: Readonly<Record<string, string>>;
  /** The databaseId of its repository. */
  readonly repositoryNumber: number;
}

let people = 0;

/** Creates a {@link Tenant}. Its owner and its user belong to no other organization. */
export async function makeTenant(gateway: TestGateway): Promise<Tenant> {
  const { organizationId, slug, owner } = await gateway.makeOrganization();
  const data = (query: string, variables?: object) => gateway.data(query, { ...variables }, owner.token);
  const created = async (noun: string, input: object, selection = 'id') => {
    const name = `create${noun[0]!.toUpperCase()}${noun.slice(1)}`;
    const query = `mutation ($input: C${name.slice(1)}Input!) { ${name}(input: $input) { ${noun} { ${selection} } } }`;
    return (await data(query, { input: { organizationId, ...input } }))[name][noun];
  };
  const team = await created('team', { name: 'Team' });
  const repository = await created('repository', { name: 'repository' }, 'id databaseId');
  const role = await created('role', { name: 'Role', permissions: [] });
  const secret = await created(
    'secret',
    { name: 'SECRET', value: 'v' },
    'id versions(first: 1) { nodes { id } }',
  );
  const consumer = await created('consumer', { name: 'consumer', publicKey: newKey() });
  const serviceUser = await created(
    'serviceUser',
    { name: 'service', roleId: role.id },
    'id membership { id } tokens(first: 1) { nodes { id } }',
  );
  people += 1;
  const user = await gateway.gateway.services.authentication.ofUser(
    {
      issuer: 'https://issuer.example',
      subject: `person ${people}`,
      name: 'Person',
      email: null,
      expiresAt: new Date(Date.now() + 60_000),
    },
    TEST_ORIGIN,
  );
  await created('membership', { principalId: user.id, roleId: role.id });
  const { organization } = await data(
    'query ($id: ID!) { organization(id: $id) { auditEvents(first: 1) { nodes { id } } } }',
    { id: organizationId },
  );
  return {
    organizationId,
    slug,
    owner,
    repositoryNumber: repository.databaseId,
    ids: {
      org: organizationId,
      secret: secret.id,
      version: secret.versions.nodes[0].id,
      team: team.id,
      member: serviceUser.membership.id,
      role: role.id,
      user: user.id,
      svc: serviceUser.id,
      token: serviceUser.tokens.nodes[0].id,
      repo: repository.id,
      consumer: consumer.id,
      event: organization.auditEvents.nodes[0].id,
    },
  };
}
