import type { Permission } from '../../src/core/permission';
import { type Caller, operatorOf } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, newName, outcome, outcomes, secret, usingBackend } from './services.fixture';

describeOnEachDatabase('an organization', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  const idsOf = async ({ organizationId, principal }: Caller) => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, organizationId, principal.id))!;
  };
  const slugOf = async ({ organizationId }: Caller) => {
    const { organizations, database } = backend().stores;
    return (await organizations.find(database.reader, [organizationId]))[0]!.slug;
  };
  const owners = async (caller: Caller) => {
    const { memberships, database } = backend().stores;
    const roleId = await backend().roleId(caller, 'OWNER');
    return memberships.countWithRole(database.reader, caller.organizationId, roleId);
  };

  it('keeps its last owner, whoever asks and by whatever way', async () => {
    const last = await backend().newOrganization();
    const every: readonly Permission[] = [...last.permit('VIEW_ORGANIZATION').permissions].filter(
      (permission) => permission !== 'VIEW_ORGANIZATION',
    );
    const equal = await backend().newServiceUser(every, last);
    const { id } = await idsOf(last);
    const member = await backend().roleId(last, 'MEMBER');
    for (const by of [last, equal]) {
      expect(await outcome(services().members.update(by.permit('MANAGE_MEMBERS'), id, member))).toBe(
        'CONFLICT',
      );
      expect(await outcome(services().members.delete(by.permit('MANAGE_MEMBERS'), id))).toBe('CONFLICT');
      const permit = by.permit('MANAGE_SERVICE_USERS');
      expect(await outcome(services().serviceUsers.delete(permit, last.principal.id))).toBe('CONFLICT');
    }
    expect(await owners(last)).toBe(1);
    const second = await backend().newServiceUser('OWNER', last);
    expect(await outcome(services().members.delete(second.permit('MANAGE_MEMBERS'), id))).toBe('ok');
    expect(await owners(last)).toBe(1);
  });

  it.each<[string, (by: Caller, whom: Caller) => Promise<unknown>]>([
    [
      'demote',
      async (by, whom) =>
        services().members.update(
          by.permit('MANAGE_MEMBERS'),
          (await idsOf(whom)).id,
          await backend().roleId(by, 'MEMBER'),
        ),
    ],
    [
      'remove',
      async (by, whom) => services().members.delete(by.permit('MANAGE_MEMBERS'), (await idsOf(whom)).id),
    ],
    [
      'delete',
      (by, whom) => services().serviceUsers.delete(by.permit('MANAGE_SERVICE_USERS'), whom.principal.id),
    ],
  ])('keeps its last owner when two of them %s each other at once', async (_, deed) => {
    for (let round = 0; round < 5; round++) {
      const one = await backend().newOrganization();
      const two = await backend().newServiceUser('OWNER', one);
      const ended = await outcomes([deed(one, two), deed(two, one)]);
      expect(ended).toContain('ok');
      expect(ended).not.toEqual(['ok', 'ok']);
      expect(await owners(one)).toBe(1);
    }
  });

  it('keeps an owner when two who are none each demote another owner at once', async () => {
    for (let round = 0; round < 5; round++) {
      const one = await backend().newOrganization();
      const two = await backend().newServiceUser('OWNER', operatorOf(one.organizationId));
      const every = [...one.permit('VIEW_ORGANIZATION').permissions].filter(
        (permission) => permission !== 'VIEW_ORGANIZATION',
      );
      const managers = [
        await backend().newServiceUser(every, operatorOf(one.organizationId)),
        await backend().newServiceUser(every, operatorOf(one.organizationId)),
      ] as const;
      const member = await backend().roleId(one, 'MEMBER');
      const ids = [(await idsOf(one)).id, (await idsOf(two)).id] as const;
      const demote = (by: Caller, id: string) =>
        services().members.update(by.permit('MANAGE_MEMBERS'), id, member);
      const ended = await outcomes([demote(managers[0], ids[0]), demote(managers[1], ids[1])]);
      expect(ended).toEqual(['CONFLICT', 'ok']);
      expect(await owners(one)).toBe(1);
    }
  });

  it('removes the personal secrets of a member with the member, and says so', async () => {
    const owner = await backend().owner();
    const one = await backend().newServiceUser('MEMBER');
    const two = await backend().newServiceUser('MEMBER');
    const personal = (by: Caller) =>
      services().secrets.create(by.permit('MANAGE_OWN_SECRETS'), secret({ access: 'PERSONAL' }));
    const [first, second, kept] = [await personal(one), await personal(one), await personal(two)];
    const { id } = await idsOf(one);
    const events = await eventsAdded(backend(), owner.organizationId, () =>
      services().members.delete(owner.permit('MANAGE_MEMBERS'), id),
    );
    expect(events.shift()).toBe(`member.delete ALLOWED ${id}`);
    expect(events.sort()).toEqual([first, second].map((each) => `secret.destroy ALLOWED ${each.id}`).sort());
    const { subjects, database } = backend().stores;
    const left = await subjects.organizationOf(database.reader, [first.id, second.id, kept.id]);
    expect([...left.keys()]).toEqual([kept.id]);
    const events2 = await eventsAdded(backend(), owner.organizationId, () =>
      services().serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), two.principal.id),
    );
    expect(events2).toEqual([
      `service_user.delete ALLOWED ${two.principal.id}`,
      `secret.destroy ALLOWED ${kept.id}`,
    ]);
    await expect(backend().signIn(two.token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('does not let a service user delete itself', async () => {
    const owner = await backend().owner();
    await backend().newServiceUser('OWNER');
    const call = services().serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), owner.principal.id);
    expect(await outcome(call)).toBe('CONFLICT');
  });

  it('keeps a team that owns secrets, which would have nobody then', async () => {
    const owner = await backend().owner();
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const { id: teamId } = await services().teams.create(permit, newName());
    const { id } = await services().secrets.create(permit, secret({ access: 'TEAM', teamId }));
    expect(await outcome(services().teams.delete(permit, teamId))).toBe('CONFLICT');
    await services().secrets.delete(permit, id);
    expect(await outcome(services().teams.delete(permit, teamId))).toBe('ok');
  });

  it('has personal values erased from its files, too, when their owner goes, and only then', async () => {
    const by = await backend().newOrganization();
    const scrub = jest.spyOn(backend().stores.database, 'scrub').mockResolvedValue();
    const leaving = async (way: 'member' | 'service user', hasSecret: boolean) => {
      const caller = await backend().newServiceUser('MEMBER', operatorOf(by.organizationId));
      if (hasSecret) {
        const personal = secret({ access: 'PERSONAL' });
        await services().secrets.create(caller.permit('MANAGE_OWN_SECRETS'), personal);
      }
      scrub.mockClear();
      if (way === 'member') {
        await services().members.delete(by.permit('MANAGE_MEMBERS'), (await idsOf(caller)).id);
      } else {
        await services().serviceUsers.delete(by.permit('MANAGE_SERVICE_USERS'), caller.principal.id);
      }
      return scrub.mock.calls.length;
    };
    for (const way of ['member', 'service user'] as const) {
      expect([await leaving(way, true), await leaving(way, false)]).toEqual([1, 0]);
    }
    scrub.mockClear();
    await services().organizations.delete(by.permit('MANAGE_ORGANIZATION'), await slugOf(by));
    expect(scrub).toHaveBeenCalledTimes(1);
    scrub.mockRestore();
  });
});
