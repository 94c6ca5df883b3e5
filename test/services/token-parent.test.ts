import { newId } from '../../src/core/id';
import { MAX_ANCESTORS } from '../../src/core/token';
import { type Caller, operatorOf } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, newName, outcome, usingBackend } from './services.fixture';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

describeOnEachDatabase('a token ends with the token that it was made with', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  let admin: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
    admin = await backend().newServiceUser('ADMIN');
  });
  const make = async (by: Caller, more: { expiresAt?: Date; principalId?: string } = {}) => {
    const { tokens } = services();
    const { token, text } = await tokens.create(by.permit('CREATE_TOKENS'), { name: newName(), ...more });
    return { token, caller: await backend().signIn(text) };
  };
  const signIn = (caller: Caller) => outcome(backend().signIn(caller.token));
  const run = (text: string) => backend().stores.database.unitOfWork((unit) => unit.manager.query(text));
  const find = async (id: string) => {
    const { tokens, database } = backend().stores;
    return (await tokens.find(database.reader, [id]))[0];
  };
  /** A token, one made with it, and one made with that for another program. */
  const family = async () => {
    const first = await make(admin);
    const second = await make(first.caller);
    const third = await backend().newServiceUser('MEMBER', second.caller);
    return [first.caller, second.caller, third] as const;
  };

  it('and says which one that was; the operator’s tokens have none', async () => {
    const [first, second, third] = await family();
    const parentOf = async ({ principal }: Caller) => (await find(principal.tokenId!))?.parentId;
    expect(await parentOf(first)).toBe(admin.principal.tokenId);
    expect(await parentOf(second)).toBe(first.principal.tokenId);
    expect(await parentOf(third)).toBe(second.principal.tokenId);
    expect(await parentOf(admin)).toBeNull();
    expect(await parentOf(owner)).toBeNull();
  });

  it('when that one, or one further up, is revoked, for the very next request', async () => {
    const [first, second, third] = await family();
    const [other, below] = await family();
    await services().tokens.revoke(second.permit('VIEW_ORGANIZATION'), second.principal.tokenId!);
    expect(await Promise.all([first, second, third].map(signIn))).toEqual([
      'ok',
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
    ]);
    const [last] = (await eventsOf(backend(), owner.organizationId)).slice(-1);
    expect(last).toMatchObject({ action: 'token.revoke', detail: { descendants: 1 } });
    const [above, under] = await Promise.all(
      [second, third].map(({ principal }) => find(principal.tokenId!)),
    );
    expect(above?.revokedAt).toBeInstanceOf(Date);
    expect(under?.revokedAt).toEqual(above?.revokedAt);
    expect(await Promise.all([other, below].map(signIn))).toEqual(['ok', 'ok']);
  });

  it.each([
    [
      'is revoked',
      (id: string) => `UPDATE token SET revoked_at = '2026-01-01T00:00:00.000Z' WHERE id = '${id}'`,
    ],
    [
      'expires',
      (id: string) => `UPDATE token SET expires_at = '2026-01-01T00:00:00.000Z' WHERE id = '${id}'`,
    ],
    ['is deleted', (id: string) => `DELETE FROM token WHERE id = '${id}'`],
  ])('also when only the row at the top %s', async (_, change) => {
    const [first, second, third] = await family();
    const [other] = await family();
    expect(await signIn(third)).toBe('ok');
    await run(change(first.principal.tokenId!));
    expect(await Promise.all([first, second, third].map(signIn))).toEqual(Array(3).fill('UNAUTHENTICATED'));
    expect(await signIn(other)).toBe('ok');
  });

  it('when the service user is deleted whose token that was', async () => {
    const maker = await backend().newServiceUser('ADMIN');
    const made = await backend().newServiceUser('MEMBER', maker);
    await services().serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), maker.principal.id);
    expect(await signIn(made)).toBe('UNAUTHENTICATED');
    expect((await find(made.principal.tokenId!))?.revokedAt).toBeInstanceOf(Date);
  });

  it('when the organization is deleted that it belongs to, also in another organization', async () => {
    const one = await backend().newOrganization();
    const other = await backend().newOrganization();
    const guest = await backend().newServiceUser('ADMIN', operatorOf(one.organizationId));
    const { members, organizations } = services();
    const { memberships, organizations: stored, database } = backend().stores;
    const id = newId('member');
    const roleId = await backend().roleId(other, 'ADMIN');
    const now = new Date();
    const { principal } = guest;
    const member = { id, organizationId: other.organizationId, principalId: principal.id, roleId };
    await database.unitOfWork((unit) =>
      memberships.insert(unit, { ...member, createdAt: now, updatedAt: now }),
    );
    const again = await backend().signIn(guest.token);
    const made = await backend().newServiceUser('MEMBER', {
      organizationId: other.organizationId,
      permit: (permission) => again.permit(permission, other.organizationId),
    });
    await members.delete(other.permit('MANAGE_MEMBERS'), id);
    expect((await find(made.principal.tokenId!))?.revokedAt).toBeNull();
    const { slug } = (await stored.find(database.reader, [one.organizationId]))[0]!;
    await organizations.delete(one.permit('MANAGE_ORGANIZATION'), slug);
    expect((await find(made.principal.tokenId!))?.revokedAt).toBeInstanceOf(Date);
    expect(await signIn(made)).toBe('UNAUTHENTICATED');
  });

  it('and expires no later, whatever is asked for', async () => {
    const { caller: parent, token } = await make(admin, { expiresAt: inHours(1) });
    const roleId = await backend().roleId(owner, 'MEMBER');
    const { tokens, serviceUsers } = services();
    const create = (expiresAt?: Date) =>
      tokens.create(parent.permit('CREATE_TOKENS'), { name: newName(), expiresAt });
    const createServiceUser = (tokenExpiresAt?: Date) =>
      serviceUsers.create(parent.permit('MANAGE_SERVICE_USERS'), { name: newName(), roleId, tokenExpiresAt });
    const late = new Date(token.expiresAt!.getTime() + 1);
    expect(await outcome(create(late))).toBe('BAD_USER_INPUT: expiresAt credential');
    expect(await outcome(createServiceUser(late))).toBe('BAD_USER_INPUT: tokenExpiresAt credential');
    expect(await outcome(createServiceUser(new Date(0)))).toBe('BAD_USER_INPUT: tokenExpiresAt future');
    expect((await create()).token.expiresAt).toEqual(token.expiresAt);
    expect((await createServiceUser()).issued.token.expiresAt).toEqual(token.expiresAt);
    expect((await create(token.expiresAt!)).token.expiresAt).toEqual(token.expiresAt);
    const early = inHours(0.5);
    expect((await create(early)).token.expiresAt).toEqual(early);
    expect((await make(admin)).token.expiresAt).toBeNull();
  });

  it('and is refused when the parent is revoked or expires while it is made', async () => {
    const { caller: parent, token } = await make(admin, { expiresAt: inHours(1) });
    const permit = parent.permit('CREATE_TOKENS');
    const create = () => services().tokens.create(permit, { name: newName() });
    expect(await outcome(create())).toBe('ok');
    await services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), token.id);
    expect(await outcome(create())).toBe('UNAUTHENTICATED');
    const { tokens, database } = backend().stores;
    expect(await tokens.count(database.reader, owner.organizationId, { parentId: token.id })).toBe(1);
  });

  it(`and has at most ${MAX_ANCESTORS} above it`, async () => {
    let caller = admin;
    for (let depth = 0; depth < MAX_ANCESTORS; depth++) ({ caller } = await make(caller));
    expect(await signIn(caller)).toBe('ok');
    const deeper = services().tokens.create(caller.permit('CREATE_TOKENS'), { name: newName() });
    expect(await outcome(deeper)).toBe('CONFLICT');
    expect(await outcome(make(admin))).toBe('ok');
  });

  it('and is valid until exactly its expiry', async () => {
    const expiresAt = inHours(1);
    const { caller } = await make(admin, { expiresAt });
    const clock = jest.spyOn(Date, 'now');
    try {
      clock.mockReturnValue(expiresAt.getTime() - 1);
      expect(await signIn(caller)).toBe('ok');
      clock.mockReturnValue(expiresAt.getTime());
      expect(await signIn(caller)).toBe('UNAUTHENTICATED');
    } finally {
      clock.mockRestore();
    }
  });

  it('and in a circle that somebody with the database made, it still gets an answer', async () => {
    const [first, second] = await family();
    const [one, two] = [first.principal.tokenId!, second.principal.tokenId!];
    await run(`UPDATE token SET parent_id = '${two}' WHERE id = '${one}'`);
    expect(await signIn(second)).toBe('ok');
    await services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), two);
    expect(await Promise.all([first, second].map(signIn))).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it('is shown to who may see it: its principal, and who manages service users', async () => {
    const [first, second, third] = await family();
    const { tokenQueries } = services();
    const page = { size: 10, backward: false, after: undefined, before: undefined };
    const children = async (by: Caller, of: Caller) => {
      const permit = by.permit('VIEW_ORGANIZATION');
      const { rows } = await tokenQueries.childPage(permit, of.principal.tokenId!, page);
      expect(await tokenQueries.childCount(permit, of.principal.tokenId!)).toBe(rows.length);
      return rows.map(({ id }) => id);
    };
    expect(await children(owner, first)).toEqual([second.principal.tokenId]);
    expect(await children(owner, second)).toEqual([third.principal.tokenId]);
    expect(await children(third, first)).toEqual([]);
    expect(await children(third, second)).toEqual([third.principal.tokenId]);
    const find = async (by: Caller, of: Caller) =>
      (await tokenQueries.find([by.permit('VIEW_ORGANIZATION')], [of.principal.tokenId!])).length;
    expect(await Promise.all([find(owner, second), find(third, third), find(third, second)])).toEqual([
      1, 1, 0,
    ]);
    const stranger = await backend().newOrganization();
    expect(await children(stranger, first)).toEqual([]);
    expect(await find(stranger, first)).toBe(0);
  });
});
