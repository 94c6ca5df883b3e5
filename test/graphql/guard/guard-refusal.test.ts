import { buildSchema, graphql } from 'graphql';
import { effectivePermissions, type Permission } from '../../../src/core/permission';
import type { Principal } from '../../../src/core/principal';
import { applyGuard } from '../../../src/graphql/guard/guard';
import { RequestContext } from '../../../src/graphql/request/request-context';
import type { Refusal } from '../../../src/services/audit-trail';
import type { Services } from '../../../src/services/services';
import { describeOnEachDatabase } from '../../support/databases';
import { startTestGateway, type TestGateway } from '../../support/gateway';

const EVENTS = `query ($id: ID!, $principalId: ID!) {
  organization(id: $id) {
    auditEvents(filter: { principalId: $principalId, outcome: REFUSED }) {
      nodes { action subjectId detail { name text } }
    }
  }
}`;

describeOnEachDatabase('a refusal of the guard is in the audit log', (tested) => {
  let gateway: TestGateway;
  let secretId: string;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    const input = { organizationId: gateway.organizationId, name: 'SECRET', value: 'v' };
    const made = await gateway.data(
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
      { input },
    );
    secretId = made.createSecret.secret.id;
  });
  afterAll(() => gateway.close());

  it.each<[string, string, Permission, () => [string, object, string | null]]>([
    [
      'a root query',
      'Query.secret',
      'VIEW_SECRETS',
      () => ['query ($id: ID!) { secret(id: $id) { id } }', { id: secretId }, secretId],
    ],
    [
      'a root mutation',
      'Mutation.createTeam',
      'MANAGE_ORGANIZATION',
      () => [
        'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
        { input: { organizationId: gateway.organizationId, name: 'team' } },
        gateway.organizationId,
      ],
    ],
    [
      'a nested field',
      'Organization.serviceUsers',
      'MANAGE_SERVICE_USERS',
      () => [
        'query ($id: ID!) { organization(id: $id) { serviceUsers { totalCount } } }',
        { id: gateway.organizationId },
        null,
      ],
    ],
  ])('for %s', async (_, field, permission, request) => {
    const [query, variables, subjectId] = request();
    const refused = await gateway.makeCaller(['VIEW_AUDIT_LOG']);
    const allowed = await gateway.makeCaller([permission]);
    const events = async ({ principalId }: { principalId: string }) => {
      const { organization } = await gateway.data(EVENTS, { id: gateway.organizationId, principalId });
      return organization.auditEvents.nodes;
    };
    const answer = await gateway.graphql(query, { ...variables }, refused.token);
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await events(refused)).toEqual([
      {
        action: 'PERMISSION_REFUSE',
        subjectId,
        detail: expect.arrayContaining([
          { name: 'permission', text: permission },
          { name: 'field', text: field },
        ]),
      },
    ]);
    const control = await gateway.graphql(query, { ...variables }, allowed.token);
    expect(control.body.errors).toBeUndefined();
    expect(await events(allowed)).toEqual([]);
  });
});

describe('a plain field with a stricter rule than its parent', () => {
  const schema = buildSchema(`
    directive @public on OBJECT | FIELD_DEFINITION
    directive @requiresPermission(permission: Permission!) on OBJECT | FIELD_DEFINITION
    enum Permission { VIEW_ORGANIZATION VIEW_SECRETS }
    type Query { teams: [Team!]! @public open: Open! @public }
    type Team @requiresPermission(permission: VIEW_ORGANIZATION) {
      name: String
      motto: String @requiresPermission(permission: VIEW_SECRETS)
    }
    type Open @public { name: String motto: String @requiresPermission(permission: VIEW_SECRETS) }
  `);
  applyGuard(schema);

  const ask = async (granted: Readonly<Record<string, readonly Permission[]>>, source: string) => {
    const grants = Object.entries(granted).map(([organizationId, permissions]) => {
      const grant = { organizationId, permissions: effectivePermissions(permissions), teamIds: [] };
      return [organizationId, grant] as const;
    });
    const principal: Principal = {
      id: 'svc-1',
      kind: 'SERVICE_USER',
      name: 'robot',
      homeOrganizationId: undefined,
      tokenId: undefined,
      credentialExpiresAt: null,
      mayCreateOrganizations: false,
      grants: new Map(grants),
      origin: { requestId: 'request', address: '127.0.0.1' },
    };
    const refused: unknown[] = [];
    const trail = {
      refuseAll: async (_: unknown, refusals: readonly Refusal[]) => {
        refused.push(...refusals.map(({ chainId, fact }) => `${chainId} ${fact.detail?.field}`));
      },
    };
    const services = { trail } as unknown as Services;
    const team = (organizationId: string) => ({ organizationId, name: 'name', motto: 'motto' });
    const contextValue = new RequestContext(principal, principal.origin, services);
    const { data, errors } = await graphql({
      schema,
      source,
      rootValue: { teams: ['org-a', 'org-b', 'org-a'].map(team), open: team('org-a') },
      contextValue,
    });
    await contextValue.recordRefusals();
    const codes = errors?.map(({ originalError }) => (originalError as { code?: string }).code);
    return { data: JSON.parse(JSON.stringify(data)), codes, refused };
  };

  it.each(['{ open { name motto } }', '{ open { motto name } }'])(
    'is refused below an open parent: %s',
    async (query) => {
      expect(await ask({ 'org-a': [] }, query)).toEqual({
        data: { open: { name: 'name', motto: null } },
        codes: ['FORBIDDEN'],
        refused: ['org-a Open.motto'],
      });
      expect(await ask({ 'org-a': ['VIEW_SECRETS'] }, query)).toEqual({
        data: { open: { name: 'name', motto: 'motto' } },
        refused: [],
      });
      expect(await ask({}, query)).toMatchObject({ data: { open: { motto: null } }, codes: ['NOT_FOUND'] });
    },
  );

  it('is decided for each row by the organization of the row', async () => {
    const granted = { 'org-a': ['VIEW_SECRETS'], 'org-b': [] } as const;
    expect(await ask(granted, '{ teams { name motto } }')).toEqual({
      data: {
        teams: [
          { name: 'name', motto: 'motto' },
          { name: 'name', motto: null },
          { name: 'name', motto: 'motto' },
        ],
      },
      codes: ['FORBIDDEN'],
      refused: ['org-b Team.motto'],
    });
  });
});

describe('a subject', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it('is named once: by id or by slug', async () => {
    const query = 'query ($id: ID, $slug: String) { organization(id: $id, slug: $slug) { id } }';
    const id = gateway.organizationId;
    const other = await gateway.makeOrganization();
    for (const variables of [
      { id, slug: 'default' },
      { id, slug: other.slug },
      { id: other.organizationId, slug: 'default' },
      { id, slug: 'nobody' },
      {},
      { id: null, slug: null },
    ]) {
      const { body } = await gateway.graphql(query, variables);
      expect(body.errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', violations: [{ path: 'id', rule: 'exclusive' }] } },
      ]);
      expect(body.data?.organization ?? null).toBeNull();
    }
    for (const variables of [
      { id },
      { slug: 'default' },
      { id: null, slug: 'default' },
      { id, slug: null },
    ]) {
      expect(await gateway.data(query, variables)).toEqual({ organization: { id } });
    }
  });
});
