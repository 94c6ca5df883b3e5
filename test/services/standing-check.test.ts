import { setTimeout as pause } from 'node:timers/promises';
import type { Membership } from '../../src/core/membership';
import { Permit } from '../../src/core/policy';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, newName, outcome, outcomes, secret, usingBackend } from './services.fixture';
import { statementsDuring } from './statement-watch';

/** How long an unlocked change has time to overtake. A change that waits for a lock is not affected by it. */
const OVERTAKING_MS = 200;

/** A promise, and what fulfils it. */
function start(): { readonly beginning: Promise<void>; readonly begun: () => void } {
  let begun: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  return { beginning, begun: () => begun() };
}

describeOnEachDatabase('a permit is checked again in the transaction of the change', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const membershipOf = async ({ organizationId, principal }: Caller): Promise<Membership> => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, organizationId, principal.id))!;
  };
  const demoteBy = async (by: Caller, whom: Caller) =>
    services().members.update(
      by.permit('MANAGE_MEMBERS'),
      (await membershipOf(whom)).id,
      await backend().roleId(by, 'MEMBER'),
    );
  const demote = (whom: Caller) => demoteBy(owner, whom);
  const remove = async (whom: Caller) =>
    services().members.delete(owner.permit('MANAGE_MEMBERS'), (await membershipOf(whom)).id);
  const revoke = ({ principal }: Caller) =>
    services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), principal.tokenId!);

  type Loss = readonly [string, string, () => Promise<{ caller: Caller; lose: () => Promise<unknown> }>];
  const itself = (lose: (who: Caller) => Promise<unknown>) => async () => {
    const caller = await backend().newServiceUser('ADMIN');
    return { caller, lose: () => lose(caller) };
  };
  const maker = (lose: (who: Caller) => Promise<unknown>) => async () => {
    const by = await backend().newServiceUser('ADMIN');
    return { caller: await backend().newServiceUser('ADMIN', by), lose: () => lose(by) };
  };
  const losses: readonly Loss[] = [
    ['is demoted', 'FORBIDDEN', itself(demote)],
    ['is removed', 'NOT_FOUND', itself(remove)],
    ['loses its token', 'UNAUTHENTICATED', itself(revoke)],
    ['loses the token that its token was made with', 'UNAUTHENTICATED', maker(revoke)],
    ['has a token whose maker is demoted', 'FORBIDDEN', maker(demote)],
    ['has a token whose maker is removed', 'NOT_FOUND', maker(remove)],
    [
      'has a role that loses a permission',
      'FORBIDDEN',
      async () => {
        const caller = await backend().newServiceUser(['MANAGE_ORG_SECRETS', 'MANAGE_ORGANIZATION']);
        const { roleId: id } = await membershipOf(caller);
        const update = { id, permissions: ['MANAGE_ORG_SECRETS'] as const };
        return { caller, lose: () => services().roles.update(owner.permit('MANAGE_MEMBERS'), update) };
      },
    ],
    [
      'leaves a team',
      'FORBIDDEN',
      async () => {
        const made = await backend().newServiceUser('ADMIN');
        const { id } = await services().teams.create(owner.permit('MANAGE_ORGANIZATION'), newName());
        const member = await membershipOf(made);
        await services().teams.addMember(owner.permit('MANAGE_MEMBERS'), id, member.id);
        const lose = () => services().teams.removeMember(owner.permit('MANAGE_MEMBERS'), id, member.id);
        return { caller: await backend().signIn(made.token), lose };
      },
    ],
  ];

  it.each(losses)('when the caller %s, the answer is %s and nothing is written', async (_, code, make) => {
    const { caller, lose } = await make();
    const permit = caller.permit('MANAGE_ORG_SECRETS');
    const create = (command = secret()) => services().secrets.create(permit, command);
    const kept = await create();
    await lose();
    const events = (await eventsOf(backend(), owner.organizationId)).length;
    const refused = secret();
    expect(await outcome(create(refused))).toBe(code);
    expect(await outcome(services().secrets.delete(permit, kept.id))).toBe(code);
    expect(await outcome(services().roles.create(permit, { name: newName(), permissions: [] }))).toBe(code);
    expect((await eventsOf(backend(), owner.organizationId)).slice(events)).toMatchObject([
      { action: 'secret.create', outcome: 'REFUSED', principalId: caller.principal.id },
      { action: 'secret.delete', outcome: 'REFUSED', subjectId: kept.id },
      { action: 'role.create', outcome: 'REFUSED' },
    ]);
    const found = await services().secretQueries.find([owner.permit('VIEW_SECRETS')], [kept.id]);
    expect(found.map(({ id }) => id)).toEqual([kept.id]);
    expect(await outcome(services().secrets.create(owner.permit('MANAGE_ORG_SECRETS'), refused))).toBe('ok');
  });

  it('and the error names the permission of the permit before others that were lost', async () => {
    const caller = await backend().newServiceUser('ADMIN');
    const permits = (['MANAGE_ORG_SECRETS', 'MANAGE_MEMBERS'] as const).map((each) => caller.permit(each));
    await demote(caller);
    for (const permit of permits) {
      const create = services().roles.create(permit, { name: newName(), permissions: [] });
      await expect(create).rejects.toThrow(`This needs the permission ${permit.permission}.`);
    }
  });

  it('when the caller gains a right or changes something else, it still holds', async () => {
    const caller = await backend().newServiceUser('MEMBER');
    const permit = caller.permit('MANAGE_OWN_SECRETS');
    const { id } = await membershipOf(caller);
    const admin = await backend().roleId(owner, 'ADMIN');
    await services().members.update(owner.permit('MANAGE_MEMBERS'), id, admin);
    await services().tokens.rename(permit, caller.principal.tokenId!, newName());
    expect(await outcome(services().secrets.create(permit, secret({ access: 'PERSONAL' })))).toBe('ok');
  });

  it('also a permit for the instance', async () => {
    const { issued } = await services().serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), {
      name: newName(),
      roleId: await backend().roleId(owner, 'MEMBER'),
    });
    const { token } = await services().tokens.create(owner.permit('CREATE_TOKENS'), { name: newName() });
    const { text } = await services().tokens.create(owner.permit('CREATE_TOKENS'), { name: newName() });
    const caller = await backend().signIn(text);
    const permit = caller.instancePermit('CREATE_ORGANIZATION');
    const create = () =>
      services().organizations.create(permit, { slug: newName().toLowerCase().replace('_', '-'), name: 'x' });
    await revoke({ ...caller, principal: { ...caller.principal, tokenId: token.id } });
    await revoke({ ...caller, principal: { ...caller.principal, tokenId: issued.token.id } });
    expect(await outcome(create())).toBe('ok');
    await revoke(caller);
    expect(await outcome(create())).toBe('UNAUTHENTICATED');
  });

  it('so that of two owners who demote each other at once, one is refused', async () => {
    for (let round = 0; round < 5; round++) {
      const third = await backend().newOrganization();
      const [one, two] = [
        await backend().newServiceUser('OWNER', third),
        await backend().newServiceUser('OWNER', third),
      ];
      expect(await outcomes([demoteBy(two, one), demoteBy(one, two)])).toEqual(['FORBIDDEN', 'ok']);
      expect(await outcome(demoteBy(third, await backend().newServiceUser('OWNER', third)))).toBe('ok');
    }
  });

  it('so that a demotion waits for a change that has begun', async () => {
    const caller = await backend().newServiceUser('ADMIN');
    const { standings, database } = backend().stores;
    const order: string[] = [];
    const { beginning, begun } = start();
    const of = {
      organizationId: owner.organizationId,
      principalIds: [caller.principal.id],
      tokenId: caller.principal.tokenId,
    };
    const change = database.unitOfWork(async (unit) => {
      expect((await standings.read(unit, of, new Date())).hasEnded).toBe(false);
      begun();
      await pause(OVERTAKING_MS);
      order.push('change');
    });
    await beginning;
    const taken = [demote(caller), revoke(caller)].map((each) => each.then(() => order.push('taken')));
    await Promise.all([change, ...taken]);
    expect(order).toEqual(['change', 'taken', 'taken']);
  });

  it('so that a change waits for a demotion that has begun, and is refused', async () => {
    const { memberships, roles, database } = backend().stores;
    for (const name of ['MEMBER', 'ADMIN']) {
      const caller = await backend().newServiceUser('ADMIN');
      const membership = await membershipOf(caller);
      const role = await roles.findByName(database.reader, owner.organizationId, name.toLowerCase());
      const { beginning, begun } = start();
      const demotion = database.unitOfWork(async (unit) => {
        await memberships.update(unit, { ...membership, roleId: role!.id });
        begun();
        await pause(OVERTAKING_MS);
      });
      await beginning;
      const create = services().secrets.create(caller.permit('MANAGE_ORG_SECRETS'), secret());
      const [ended] = await Promise.all([outcome(create), demotion]);
      expect(ended).toBe(name === 'MEMBER' ? 'FORBIDDEN' : 'ok');
    }
  });

  it('in one statement, which a refusal does not make', async () => {
    const caller = await backend().newServiceUser('MEMBER');
    const checks = async (work: () => Promise<unknown>) =>
      (await statementsDuring(backend().stores.database, work)).filter((text) => text.includes('grants AS'));
    const create = () =>
      services().secrets.create(caller.permit('MANAGE_OWN_SECRETS'), secret({ access: 'PERSONAL' }));
    expect(await checks(create)).toHaveLength(1);
    const { principal } = caller;
    const refuse = () =>
      services().trail.refuse({ principal, origin: principal.origin }, owner.organizationId, {
        action: 'permission.refuse',
        subjectId: null,
      });
    expect(await checks(refuse)).toEqual([]);
  });

  it('and the check is about the organization of the permit alone', async () => {
    const other = await backend().newOrganization();
    const { roleId } = await membershipOf(other);
    const caller = await backend().newServiceUser('ADMIN');
    const permit = Permit.decide(caller.principal, 'MANAGE_ORG_SECRETS', other.organizationId);
    expect(permit).toMatchObject({ code: 'NOT_FOUND' });
    const { memberships, database } = backend().stores;
    const member = { ...(await membershipOf(caller)), id: roleId.replace('role', 'member') };
    await database.unitOfWork((unit) =>
      memberships.insert(unit, { ...member, organizationId: other.organizationId, roleId }),
    );
    const again = await backend().signIn(caller.token);
    await remove(caller);
    const create = (at: string) =>
      services().secrets.create(again.permit('MANAGE_ORG_SECRETS', at), secret());
    expect(await outcome(create(other.organizationId))).toBe('ok');
    expect(await outcome(create(owner.organizationId))).toBe('NOT_FOUND');
  });
});
