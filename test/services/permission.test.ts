import { newId } from '../../src/core/id';
import { GRANTABLE_PERMISSIONS, type Permission } from '../../src/core/permission';
import type { Permit } from '../../src/core/policy';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, newName, outcome, secret, usingBackend } from './services.fixture';

/** A use case as any face can call it, with a permit that proves no more than membership. */
type UseCase = (permit: Permit) => Promise<unknown>;

describeOnEachDatabase('a use case', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  let subjects: Record<
    'team' | 'role' | 'spareRole' | 'membership' | 'serviceUser' | 'token' | 'repository',
    string
  >;
  let teamOfAll: string;
  beforeAll(async () => {
    owner = await backend().owner();
    const { teams, roles, repositories, serviceUsers } = services();
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const role = await roles.create(owner.permit('MANAGE_MEMBERS'), { name: newName(), permissions: [] });
    const { serviceUser, issued } = await serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), {
      name: newName(),
      roleId: role.id,
    });
    const { memberships, database } = backend().stores;
    const membership = await memberships.findOf(database.reader, owner.organizationId, serviceUser.id);
    teamOfAll = (await teams.create(permit, newName())).id;
    subjects = {
      team: (await teams.create(permit, newName())).id,
      repository: (await repositories.create(permit, { name: newName(), isPrivate: true })).id,
      role: role.id,
      spareRole: (await roles.create(owner.permit('MANAGE_MEMBERS'), { name: newName(), permissions: [] }))
        .id,
      membership: membership!.id,
      serviceUser: serviceUser.id,
      token: issued.token.id,
    };
  });

  // Those that delete come last in their line and are given what does not exist: the permission is asked first, or the
  // subject is not found by who may.
  const cases: [string, Permission, UseCase][] = [
    [
      'renames an organization',
      'MANAGE_ORGANIZATION',
      (permit) => services().organizations.update(permit, {}),
    ],
    ['creates a team', 'MANAGE_ORGANIZATION', (permit) => services().teams.create(permit, newName())],
    [
      'renames a team',
      'MANAGE_ORGANIZATION',
      (permit) => services().teams.update(permit, subjects.team, newName()),
    ],
    [
      'creates a repository',
      'MANAGE_ORGANIZATION',
      (permit) => services().repositories.create(permit, { name: newName(), isPrivate: false }),
    ],
    [
      'changes a repository',
      'MANAGE_ORGANIZATION',
      (permit) => services().repositories.update(permit, { id: subjects.repository, isPrivate: true }),
    ],
    [
      'puts a member into a team',
      'MANAGE_MEMBERS',
      (permit) => services().teams.addMember(permit, subjects.team, subjects.membership),
    ],
    [
      'creates a role',
      'MANAGE_MEMBERS',
      (permit) => services().roles.create(permit, { name: newName(), permissions: [] }),
    ],
    [
      'changes a role',
      'MANAGE_MEMBERS',
      (permit) => services().roles.update(permit, { id: subjects.role, name: newName() }),
    ],
    [
      'gives a member a role',
      'MANAGE_MEMBERS',
      (permit) => services().members.update(permit, subjects.membership, subjects.role),
    ],
    [
      'creates a service user',
      'MANAGE_SERVICE_USERS',
      (permit) => services().serviceUsers.create(permit, { name: newName(), roleId: subjects.role }),
    ],
    [
      'renames a service user',
      'MANAGE_SERVICE_USERS',
      (permit) => services().serviceUsers.update(permit, subjects.serviceUser, newName()),
    ],
    [
      'issues a token for a service user',
      'MANAGE_SERVICE_USERS',
      (permit) => services().tokens.create(permit, { principalId: subjects.serviceUser, name: 't' }),
    ],
    [
      'renames another’s token',
      'MANAGE_SERVICE_USERS',
      (permit) => services().tokens.rename(permit, subjects.token, 'u'),
    ],
    [
      'creates a secret of the organization',
      'MANAGE_ORG_SECRETS',
      (permit) => services().secrets.create(permit, secret()),
    ],
    [
      'creates a secret of its team',
      'MANAGE_TEAM_SECRETS',
      (permit) => services().secrets.create(permit, secret({ access: 'TEAM', teamId: teamOfAll })),
    ],
    [
      'creates a personal secret',
      'MANAGE_OWN_SECRETS',
      (permit) => services().secrets.create(permit, secret({ access: 'PERSONAL' })),
    ],
    ['finds secrets', 'VIEW_SECRETS', (permit) => services().secretQueries.find([permit], [newId('secret')])],
    ['reads the audit log', 'VIEW_AUDIT_LOG', (permit) => services().auditEvents.count(permit, {})],
    [
      'renames its own token',
      'VIEW_ORGANIZATION',
      async (permit) => services().tokens.rename(permit, permit.principal.tokenId!, 'mine'),
    ],
    [
      'issues a token for itself',
      'CREATE_TOKENS',
      (permit) => services().tokens.create(permit, { name: 'mine' }),
    ],
  ];
  /** Deletions, after everything else that needs their subjects. */
  const deletions: [string, Permission, UseCase][] = [
    [
      'takes a member out of a team',
      'MANAGE_MEMBERS',
      (permit) => services().teams.removeMember(permit, subjects.team, subjects.membership),
    ],
    [
      'revokes another’s token',
      'MANAGE_SERVICE_USERS',
      (permit) => services().tokens.revoke(permit, subjects.token),
    ],
    [
      'deletes a service user',
      'MANAGE_SERVICE_USERS',
      (permit) => services().serviceUsers.delete(permit, subjects.serviceUser),
    ],
    [
      'deletes a repository',
      'MANAGE_ORGANIZATION',
      (permit) => services().repositories.delete(permit, subjects.repository),
    ],
    ['deletes a team', 'MANAGE_ORGANIZATION', (permit) => services().teams.delete(permit, subjects.team)],
    ['deletes a role', 'MANAGE_MEMBERS', (permit) => services().roles.delete(permit, subjects.spareRole)],
  ];

  const implied: Partial<Record<Permission, readonly Permission[]>> = {
    VIEW_SECRETS: ['MANAGE_OWN_SECRETS', 'MANAGE_TEAM_SECRETS', 'MANAGE_ORG_SECRETS'],
    MANAGE_OWN_SECRETS: ['MANAGE_TEAM_SECRETS', 'MANAGE_ORG_SECRETS'],
    MANAGE_TEAM_SECRETS: ['MANAGE_ORG_SECRETS'],
    CREATE_TOKENS: ['MANAGE_SERVICE_USERS'],
  };
  const holders: Caller[] = [];
  const holderOf = async (permission: Permission) => {
    const at = GRANTABLE_PERMISSIONS.indexOf(permission);
    if (holders[at] === undefined) {
      const caller = await backend().newServiceUser([permission]);
      const { memberships, database } = backend().stores;
      const { id } = (await memberships.findOf(database.reader, owner.organizationId, caller.principal.id))!;
      await services().teams.addMember(owner.permit('MANAGE_MEMBERS'), teamOfAll, id);
      holders[at] = await backend().signIn(caller.token);
    }
    return holders[at]!;
  };

  it.each([...cases, ...deletions])(
    'that %s asks for %s, whatever the permit was made for',
    async (title, needed, run) => {
      // A token that one may not manage is not shown to exist.
      const refused = title.includes('another’s token') ? 'NOT_FOUND' : 'FORBIDDEN';
      const allowed = (held: Permission) =>
        needed === 'VIEW_ORGANIZATION' || held === needed || (implied[needed]?.includes(held) ?? false);
      const inOrder = [...GRANTABLE_PERMISSIONS].sort((a, b) => Number(allowed(a)) - Number(allowed(b)));
      const ended: Record<string, string> = {};
      const expected: Record<string, string> = {};
      let done = 0;
      for (const held of inOrder) {
        const caller = await holderOf(held);
        const result = await outcome(run(caller.permit('VIEW_ORGANIZATION')));
        ended[held] = result === 'NOT_FOUND' && done > 0 ? 'ok' : result;
        expected[held] = allowed(held) ? 'ok' : refused;
        if (result === 'ok') done += 1;
      }
      expect(ended).toEqual(expected);
      expect(done).toBeGreaterThan(0);
    },
  );

  it('that is refused is written down, with who tried', async () => {
    const caller = await holderOf('USE_SECRETS');
    const permit = caller.permit('VIEW_ORGANIZATION');
    await expect(services().teams.create(permit, 'x')).rejects.toThrow('MANAGE_ORGANIZATION');
    await expect(services().secrets.delete(permit, newId('secret'))).rejects.toThrow('Not found');
    const [first, second] = (await eventsOf(backend(), owner.organizationId)).slice(-2);
    expect(first).toMatchObject({
      action: 'team.create',
      outcome: 'REFUSED',
      principalId: caller.principal.id,
    });
    expect(second).toMatchObject({ action: 'secret.delete', outcome: 'REFUSED', detail: {} });
  });

  it('that creates organizations takes no permit that was made for something else', async () => {
    const before = (await eventsOf(backend(), 'instance')).length;
    const permit = owner.instancePermit('VIEW_SELF');
    const command = { slug: 'not-allowed', name: 'Not allowed' };
    expect(await outcome(services().organizations.create(permit, command))).toBe('FORBIDDEN');
    expect((await eventsOf(backend(), 'instance')).slice(before)).toMatchObject([
      { action: 'organization.create', outcome: 'REFUSED', subjectId: null },
    ]);
    expect(
      await outcome(services().organizations.create(owner.instancePermit('CREATE_ORGANIZATION'), command)),
    ).toBe('ok');
  });
});
