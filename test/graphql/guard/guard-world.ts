import { setTimeout as pause } from 'node:timers/promises';
import {
  BUILT_IN_ROLE_PERMISSIONS,
  type BuiltInRole,
  GRANTABLE_PERMISSIONS,
  type Permission,
} from '../../../src/core/permission';
import { openTestBackend, TEST_ORIGIN } from '../../support/backend';
import type { TestCaller, TestGateway } from '../../support/gateway';

/** A caller: the head of its column, what it means, and the credential. */
interface MatrixCaller {
  readonly head: string;
  readonly meaning: string;
  readonly token: string | null;
  /** The permissions of its role, for callers that have no other. */
  readonly permissions?: readonly Permission[];
}

/** One organization with one of everything, and callers of every kind. */
export interface GuardWorld {
  readonly gateway: TestGateway;
  readonly organizationId: string;
  readonly callers: readonly MatrixCaller[];
  /** An id of each type that implements Node, and of `Type.field` where a field needs another subject. */
  readonly subjects: Readonly<Record<string, string>>;
  readonly teamId: string;
  /** A role without permissions, so that every caller who manages members may assign it. */
  readonly emptyRoleId: string;
  readonly serviceUserId: string;
  readonly repositoryNumber: number;
}

const HEADS: Readonly<Record<string, string>> = {
  VIEW_SECRETS: 'v.sec',
  MANAGE_OWN_SECRETS: 'm.own',
  MANAGE_TEAM_SECRETS: 'm.team',
  MANAGE_ORG_SECRETS: 'm.org.s',
  USE_SECRETS: 'use.s',
  MANAGE_CONSUMERS: 'm.cons',
  MANAGE_ORGANIZATION: 'm.org',
  MANAGE_MEMBERS: 'm.memb',
  MANAGE_SERVICE_USERS: 'm.svc',
  VIEW_AUDIT_LOG: 'v.audit',
  CREATE_TOKENS: 'c.tok',
};
const CREATE_SECRET =
  'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id versions { nodes { id } } } } }';
const CREATE_CONSUMER =
  'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }';
/** The base point of the curve, used as a public key. */
const WORKLOAD_KEY = Buffer.from([9, ...Array<number>(31).fill(0)]).toString('base64url');
const CREATE_TOKEN =
  'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token { id } tokenText } }';

/** Creates the world over HTTP, except for the user, who would need an identity provider. */
export async function makeGuardWorld(gateway: TestGateway): Promise<GuardWorld> {
  const { data, organizationId } = gateway;
  const { team } = (
    await data('mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }', {
      input: { organizationId, name: 'Platform' },
    })
  ).createTeam;
  const { repository } = (
    await data(
      'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { id databaseId } } }',
      { input: { organizationId, name: 'web-shop' } },
    )
  ).createRepository;
  const target = await gateway.makeCaller([]);
  const member = await gateway.makeCaller('MEMBER');
  await data('mutation ($input: TeamMemberInput!) { addTeamMember(input: $input) { membership { id } } }', {
    input: { id: team.id, membershipId: member.membershipId },
  });
  const secretOf = async (name: string, more: object) =>
    (await data(CREATE_SECRET, { input: { organizationId, name, value: 'v', ...more } })).createSecret.secret;
  const secret = await secretOf('ORGANIZATIONS', {
    note: 'note',
    expiresAt: '2099-01-01T00:00:00Z',
    visibility: 'SELECTED',
    selectedRepositoryIds: [repository.databaseId],
    usePolicy: {
      hosts: ['api.example.com'],
      methods: ['GET'],
      pathPrefixes: ['/'],
      slots: ['authorization'],
    },
  });
  const ofTeam = await secretOf('TEAMS', { access: 'TEAM', teamId: team.id });
  const personal = await secretOf('PERSONAL', { access: 'PERSONAL' });
  const consumerOf = async (name: string, more: object) =>
    (await data(CREATE_CONSUMER, { input: { organizationId, name, ...more } })).createConsumer.consumer.id;
  const consumer: string = await consumerOf('workload', {
    publicKey: WORKLOAD_KEY,
    identity: {
      issuer: 'https://issuer.example',
      audience: 'gateway',
      claims: [{ name: 'sub', expected: 'workload' }],
    },
    uses: { secretIds: [secret.id], namePrefix: 'org', teamId: team.id, repositoryId: repository.id },
    addressRanges: ['10.0.0.0/8'],
    expiresAt: '2099-01-01T00:00:00Z',
  });
  await approve(gateway, consumer);
  const usedToken = await tokenOf(
    gateway,
    await gateway.makeCaller(['CREATE_TOKENS']),
    '2099-01-01T00:00:00Z',
  );
  await revoke(gateway, usedToken.id);
  const user = await gateway.gateway.services.authentication.ofUser(
    {
      issuer: 'https://issuer.example',
      subject: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      expiresAt: new Date(Date.now() + 60_000),
    },
    TEST_ORIGIN,
  );
  await data(
    'mutation ($input: CreateMembershipInput!) { createMembership(input: $input) { membership { id } } }',
    { input: { organizationId, principalId: user.id, roleId: target.roleId } },
  );
  const callers = await makeCallers(gateway, member);
  const { organization } = await data(
    '{ organization(slug: "default") { auditEvents(last: 1, filter: { actions: [SECRET_CREATE] }) { nodes { id } } } }',
  );
  return {
    gateway,
    organizationId,
    callers,
    teamId: team.id,
    emptyRoleId: target.roleId,
    serviceUserId: target.principalId,
    repositoryNumber: repository.databaseId,
    subjects: {
      Organization: organizationId,
      Secret: secret.id,
      SecretVersion: secret.versions.nodes[0].id,
      Team: team.id,
      Membership: member.membershipId,
      Role: member.roleId,
      User: user.id,
      ServiceUser: target.principalId,
      Token: usedToken.id,
      Repository: repository.id,
      AuditEvent: organization.auditEvents.nodes[0].id,
      Consumer: consumer,
      'Consumer.owner': await consumerOf('own workload', { publicKey: WORKLOAD_KEY, isPersonal: true }),
      'Secret.team': ofTeam.id,
      'Secret.owner': personal.id,
    },
  };
}

/** The gateway cannot check an approval, so any code will do. */
async function approve({ config }: TestGateway, consumerId: string): Promise<void> {
  const { stores, close } = await openTestBackend(config.databaseUrl);
  const approval = {
    consumerId,
    keyId: 'key-of-the-operator',
    mac: new Uint8Array(32),
    approvedAt: new Date(),
  };
  await stores.database.unitOfWork((unit) => stores.consumerApprovals.put(unit, approval));
  await close();
}

async function makeCallers(gateway: TestGateway, member: TestCaller): Promise<readonly MatrixCaller[]> {
  const revoked = await gateway.makeCaller('OWNER');
  await revoke(gateway, revoked.tokenId);
  const expired = await gateway.makeCaller('OWNER', { tokenExpiresAt: new Date(Date.now() + 500) });
  const other = await gateway.makeOrganization();
  const of = (head: string, meaning: string, token: string | null, permissions?: readonly Permission[]) => ({
    head,
    meaning,
    token,
    ...(permissions !== undefined && { permissions }),
  });
  const builtIn = async (role: BuiltInRole, meaning: string) =>
    of(role, meaning, (await gateway.makeCaller(role)).token, BUILT_IN_ROLE_PERMISSIONS[role]);
  const callers = [
    of('anon', 'no credential', null),
    of('revoked', 'the revoked token of an owner', revoked.token),
    of('expired', 'the expired token of an owner', expired.token),
    of('other', 'the owner of another organization', other.owner.token),
    of('none', 'a member whose role grants nothing', (await gateway.makeCaller([])).token, []),
    of(
      'MEMBER',
      'a member of the team that owns the team secret',
      member.token,
      BUILT_IN_ROLE_PERMISSIONS.MEMBER,
    ),
    await builtIn('ADMIN', 'the built-in role'),
    await builtIn('OWNER', 'the built-in role; not who made what is personal'),
    of('first', 'the first owner, with CREATE_ORGANIZATION; who made what is personal', gateway.ownerToken),
  ];
  for (const permission of GRANTABLE_PERMISSIONS) {
    const { token } = await gateway.makeCaller([permission]);
    callers.push(of(HEADS[permission] ?? permission, `a role with ${permission} alone`, token, [permission]));
  }
  await pause(500);
  return callers;
}

/** A token of a service user that has been used once, to make another one. */
async function tokenOf(gateway: TestGateway, { principalId }: TestCaller, expiresAt: string) {
  const { organizationId, data } = gateway;
  const input = { organizationId, principalId, name: 'token', expiresAt };
  const { token, tokenText } = (await data(CREATE_TOKEN, { input })).createToken;
  await data(CREATE_TOKEN, { input: { organizationId, name: 'child' } }, tokenText);
  await gateway.gateway.services.authentication.settle();
  return { id: token.id as string };
}

async function revoke({ data }: TestGateway, id: string): Promise<void> {
  await data('mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { token { id } } }', {
    input: { id },
  });
}
