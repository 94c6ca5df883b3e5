import type { Permission } from '../../src/core/permission';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, outcome, outcomes, usingBackend } from './services.fixture';

const MANAGERS: readonly Permission[] = ['MANAGE_MEMBERS', 'MANAGE_SERVICE_USERS', 'VIEW_SECRETS'];

/** An id that is well formed and nobody's. */
const another = (id: string) => id.replace(/.$/, (last) => (last === 'z' ? 'y' : 'z'));

describeOnEachDatabase('nobody grants more than they hold', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  let manager: Caller;
  let strong: Caller;
  let weakRoleId: string;
  let strongRoleId: string;
  const membershipId = async ({ organizationId, principal }: Caller) => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, organizationId, principal.id))!.id;
  };
  beforeAll(async () => {
    owner = await backend().owner();
    manager = await backend().newServiceUser(MANAGERS);
    strong = await backend().newServiceUser(['VIEW_AUDIT_LOG']);
    const permit = owner.permit('MANAGE_MEMBERS');
    const role = (permissions: readonly Permission[]) =>
      services().roles.create(permit, { name: newName(), permissions });
    weakRoleId = (await role(['VIEW_SECRETS'])).id;
    strongRoleId = (await role(['VIEW_SECRETS', 'VIEW_AUDIT_LOG'])).id;
  });
  const members = () => manager.permit('MANAGE_MEMBERS');
  const serviceUsers = () => manager.permit('MANAGE_SERVICE_USERS');

  it('by making or changing a role', async () => {
    const { roles } = services();
    const role = (...permissions: Permission[]) => roles.create(members(), { name: newName(), permissions });
    expect(await outcome(role('VIEW_AUDIT_LOG'))).toBe('FORBIDDEN');
    // What a permission implies counts as well: it would give MANAGE_OWN_SECRETS.
    expect(await outcome(role('MANAGE_TEAM_SECRETS'))).toBe('FORBIDDEN');
    expect(await outcome(role('CREATE_ORGANIZATION'))).toBe('BAD_USER_INPUT: permissions grantable');
    expect(await outcome(role('ROOT' as Permission))).toBe('BAD_USER_INPUT: permissions grantable');
    const made = await role('VIEW_SECRETS', 'MANAGE_MEMBERS');
    const update = (permissions: Permission[]) => roles.update(members(), { id: made.id, permissions });
    expect(await outcome(update(['VIEW_AUDIT_LOG']))).toBe('FORBIDDEN');
    expect(await outcome(update([]))).toBe('ok');
    expect(await outcome(roles.update(members(), { id: strongRoleId, permissions: [] }))).toBe('FORBIDDEN');
    expect(await outcome(roles.update(members(), { id: strongRoleId, name: newName() }))).toBe('FORBIDDEN');
  });

  it('by giving a role to a member, new or not, themselves included', async () => {
    const service = services().members;
    const weak = await membershipId(await backend().newServiceUser(['VIEW_SECRETS']));
    expect(await outcome(service.update(members(), weak, strongRoleId))).toBe('FORBIDDEN');
    expect(await outcome(service.update(members(), await membershipId(manager), strongRoleId))).toBe(
      'FORBIDDEN',
    );
    const ownerRole = await backend().roleId(owner, 'OWNER');
    expect(await outcome(service.update(members(), weak, ownerRole))).toBe('FORBIDDEN');
    expect(
      await outcome(service.create(members(), { principalId: manager.principal.id, roleId: ownerRole })),
    ).toBe('FORBIDDEN');
    expect(await outcome(service.update(members(), weak, weakRoleId))).toBe('ok');
  });

  it('nor takes it from who is more powerful', async () => {
    const service = services().members;
    for (const caller of [strong, owner]) {
      const id = await membershipId(caller);
      expect(await outcome(service.update(members(), id, weakRoleId))).toBe('FORBIDDEN');
      expect(await outcome(service.delete(members(), id))).toBe('FORBIDDEN');
      const { id: principalId, tokenId } = caller.principal;
      expect(await outcome(services().serviceUsers.delete(serviceUsers(), principalId))).toBe('FORBIDDEN');
      expect(await outcome(services().serviceUsers.update(serviceUsers(), principalId, 'x'))).toBe(
        'FORBIDDEN',
      );
      expect(await outcome(services().tokens.revoke(serviceUsers(), tokenId!))).toBe('FORBIDDEN');
      expect(await outcome(services().tokens.rename(serviceUsers(), tokenId!, 'x'))).toBe('FORBIDDEN');
      expect((await backend().signIn(caller.token)).permit('VIEW_AUDIT_LOG')).toBeDefined();
    }
  });

  it('by a service user or by a token for one', async () => {
    const create = (roleId: string, mayCreateOrganizations = false) =>
      services().serviceUsers.create(serviceUsers(), { name: newName(), roleId, mayCreateOrganizations });
    expect(await outcome(create(strongRoleId))).toBe('FORBIDDEN');
    expect(await outcome(create(weakRoleId, true))).toBe('FORBIDDEN');
    const token = (principalId: string) =>
      services().tokens.create(serviceUsers(), { principalId, name: 'token' });
    expect(await outcome(token(strong.principal.id))).toBe('FORBIDDEN');
    expect(await outcome(token(owner.principal.id))).toBe('FORBIDDEN');
    const { serviceUser } = await create(weakRoleId);
    expect(await outcome(token(serviceUser.id))).toBe('ok');
  });

  it('and a subject of another organization does not exist', async () => {
    const stranger = await backend().newOrganization();
    const theirs = await membershipId(stranger);
    const theirRole = await backend().roleId(stranger, 'MEMBER');
    const permit = owner.permit('MANAGE_MEMBERS');
    const { principal } = stranger;
    const calls = [
      services().members.update(permit, theirs, weakRoleId),
      services().members.delete(permit, theirs),
      services().members.update(permit, await membershipId(manager), theirRole),
      services().members.create(permit, { principalId: principal.id, roleId: weakRoleId }),
      services().roles.update(permit, { id: theirRole, name: 'x' }),
      services().roles.delete(permit, theirRole),
      services().serviceUsers.create(permit, { name: newName(), roleId: theirRole }),
      services().serviceUsers.update(permit, principal.id, 'x'),
      services().serviceUsers.delete(permit, principal.id),
      services().tokens.create(permit, { principalId: principal.id, name: 'x' }),
      services().tokens.revoke(permit, principal.tokenId!),
    ];
    expect(await outcomes(calls)).toEqual(calls.map(() => 'NOT_FOUND'));
    expect((await backend().signIn(stranger.token)).permit('MANAGE_ORGANIZATION')).toBeDefined();
  });

  it('and built-in roles, roles in use and taken names stay', async () => {
    const { roles } = services();
    const permit = owner.permit('MANAGE_MEMBERS');
    for (const name of ['OWNER', 'ADMIN', 'MEMBER']) {
      const id = await backend().roleId(owner, name);
      expect(await outcome(roles.update(permit, { id, permissions: [] }))).toBe('CONFLICT');
      expect(await outcome(roles.delete(permit, id))).toBe('CONFLICT');
      expect(await outcome(roles.create(permit, { name: name.toLowerCase(), permissions: [] }))).toBe(
        'CONFLICT',
      );
    }
    const { memberships, database } = backend().stores;
    const { roleId } = (await memberships.grants(database.reader, strong.principal.id))[0]!;
    expect(await outcome(roles.delete(permit, roleId))).toBe('CONFLICT');
    expect(await outcome(roles.delete(permit, another(weakRoleId)))).toBe('NOT_FOUND');
  });
});
