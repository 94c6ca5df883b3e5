import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, newName, outcome, usingBackend } from './services.fixture';

describeOnEachDatabase('an administrator who leaves', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const remove = async ({ principal }: Caller) => {
    const { memberships, database } = backend().stores;
    const { id } = (await memberships.findOf(database.reader, owner.organizationId, principal.id))!;
    return services().members.delete(owner.permit('MANAGE_MEMBERS'), id);
  };
  const made = async (maker: Caller, by = owner) => {
    const page = { first: 50, after: undefined, last: undefined, before: undefined };
    const { pageRequest } = await import('../../src/core/page.ts');
    const permit = by.permit('VIEW_ORGANIZATION');
    const request = pageRequest('made', page);
    const { rows } = await services().tokenQueries.madePage(permit, maker.principal.id, request);
    expect(await services().tokenQueries.madeCount(permit, maker.principal.id)).toBe(rows.length);
    return rows.map(({ id }) => id);
  };
  const transfer = (by: Caller, of: Caller) =>
    services().tokens.transfer(by.permit('CREATE_TOKENS'), of.principal.tokenId!);
  const may = async (caller: Caller) => {
    const { grants } = (await backend().signIn(caller.token)).principal;
    return grants.get(owner.organizationId)?.permissions.has('USE_SECRETS') ?? false;
  };

  it('has the tokens of others listed before, and the removal says how many lose their power', async () => {
    const admin = await backend().newServiceUser('ADMIN');
    const [one, two] = [
      await backend().newServiceUser('MEMBER', admin),
      await backend().newServiceUser('MEMBER', admin),
    ];
    const revoked = await backend().newServiceUser('MEMBER', admin);
    await services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), revoked.principal.tokenId!);
    await services().tokens.create(admin.permit('CREATE_TOKENS'), { name: newName() });
    expect((await made(admin)).sort()).toEqual([one, two].map(({ principal }) => principal.tokenId).sort());
    expect(await made(one)).toEqual([]);
    const member = await backend().newServiceUser('MEMBER');
    expect(await outcome(made(admin, member))).toBe('FORBIDDEN');
    expect(await remove(admin)).toBe(2);
    expect((await eventsOf(backend(), owner.organizationId)).at(-1)).toMatchObject({
      action: 'member.delete',
      detail: { powerlessTokens: 2 },
    });
    expect(await remove(member)).toBe(0);
  });

  it.each(['before', 'after'])('leaves tokens that another one takes over %s', async (when) => {
    const admin = await backend().newServiceUser('ADMIN');
    const program = await backend().newServiceUser('MEMBER', admin);
    if (when === 'after') await remove(admin);
    expect(await may(program)).toBe(when === 'before');
    const other = await backend().newServiceUser('ADMIN');
    await transfer(other, program);
    if (when === 'before') expect(await remove(admin)).toBe(0);
    expect(await may(program)).toBe(true);
    expect(await made(other)).toEqual([program.principal.tokenId]);
    expect((await eventsOf(backend(), owner.organizationId)).map(({ action }) => action)).toContain(
      'token.transfer',
    );
    // From then on it is bound to the other one, and to the token of that request.
    await services().tokens.revoke(other.permit('VIEW_ORGANIZATION'), other.principal.tokenId!);
    expect(await outcome(backend().signIn(program.token))).toBe('UNAUTHENTICATED');
  });

  it('nobody takes over what can do more, what has ended, or what they were made with', async () => {
    const admin = await backend().newServiceUser('ADMIN');
    const strong = await backend().newServiceUser('ADMIN', admin);
    const weak = await backend().newServiceUser(['MANAGE_SERVICE_USERS', 'CREATE_TOKENS']);
    expect(await outcome(transfer(weak, strong))).toBe('FORBIDDEN');
    const below = await backend().newServiceUser('ADMIN', strong);
    expect(await outcome(transfer(below, strong))).toBe('CONFLICT');
    expect(await outcome(transfer(strong, strong))).toBe('CONFLICT');
    expect(await outcome(transfer(owner, below))).toBe('ok');
    await services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), strong.principal.tokenId!);
    expect(await outcome(transfer(owner, strong))).toBe('CONFLICT');
    const stranger = await backend().newOrganization();
    expect(await outcome(transfer(stranger, below))).toBe('NOT_FOUND');
  });

  it('the chain of tokens stays within its limit, whatever is moved', async () => {
    const admin = await backend().newServiceUser('ADMIN');
    const chain = async (from: Caller, length: number) => {
      let last = from;
      for (let index = 0; index < length; index += 1) {
        const { text } = await services().tokens.create(last.permit('CREATE_TOKENS'), { name: newName() });
        last = await backend().signIn(text);
      }
      return last;
    };
    const top = await backend().newServiceUser('ADMIN', admin);
    await chain(top, 6);
    const deep = await chain(await backend().newServiceUser('ADMIN'), 10);
    expect(await outcome(transfer(deep, top))).toBe('CONFLICT');
    const fitting = await chain(await backend().newServiceUser('ADMIN'), 8);
    expect(await outcome(transfer(fitting, top))).toBe('ok');
  });
});
