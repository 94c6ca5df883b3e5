import type { Permission } from '../../src/core/permission';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, outcome, secret, usingBackend } from './services.fixture';

describeOnEachDatabase('a token does no more than its maker may do now', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const membershipId = async (principalId: string) => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, owner.organizationId, principalId))!.id;
  };
  const demote = async ({ principal }: Caller) =>
    services().members.update(
      owner.permit('MANAGE_MEMBERS'),
      await membershipId(principal.id),
      await backend().roleId(owner, 'MEMBER'),
    );
  const remove = async ({ principal }: Caller) =>
    services().members.delete(owner.permit('MANAGE_MEMBERS'), await membershipId(principal.id));
  const may = async (token: string, permission: Permission) => {
    const caller = await backend().signIn(token);
    return caller.principal.grants.get(owner.organizationId)?.permissions.has(permission) ?? false;
  };
  /** A token for another program, made by the caller, and the program. */
  const made = async (by: Caller) => backend().newServiceUser('ADMIN', by);
  const own = async (by: Caller) =>
    (await services().tokens.create(by.permit('CREATE_TOKENS'), { name: newName() })).text;

  it('when the maker is demoted or removed', async () => {
    const [first, second] = [
      await backend().newServiceUser('ADMIN'),
      await backend().newServiceUser('ADMIN'),
    ];
    const [one, two] = [await made(first), await made(second)];
    expect(await may(one.token, 'MANAGE_MEMBERS')).toBe(true);
    await demote(first);
    expect(await may(one.token, 'MANAGE_MEMBERS')).toBe(false);
    expect(await may(one.token, 'USE_SECRETS')).toBe(true);
    await remove(second);
    expect(await may(two.token, 'VIEW_ORGANIZATION')).toBe(false);
    // It was the token and not the program that lost its powers.
    const { text } = await services().tokens.create(owner.permit('MANAGE_SERVICE_USERS'), {
      principalId: two.principal.id,
      name: 'another',
    });
    expect(await may(text, 'MANAGE_MEMBERS')).toBe(true);
  });

  it('nor do the tokens that were made with it, for the same program or for another one', async () => {
    const maker = await backend().newServiceUser('ADMIN');
    const program = await made(maker);
    const same = await own(program);
    const other = await made(program);
    const further = await own(other);
    for (const token of [same, other.token, further]) expect(await may(token, 'MANAGE_MEMBERS')).toBe(true);
    await demote(maker);
    for (const token of [same, other.token, further]) expect(await may(token, 'MANAGE_MEMBERS')).toBe(false);
  });

  it('and those in between count as makers too', async () => {
    const maker = await backend().newServiceUser('ADMIN');
    const program = await made(maker);
    const [same, other] = [await own(program), await made(program)];
    const further = await own(other);
    await demote(program);
    for (const token of [same, other.token, further]) expect(await may(token, 'MANAGE_MEMBERS')).toBe(false);
    expect(await may(maker.token, 'MANAGE_MEMBERS')).toBe(true);
  });

  it('and a program that rotates its own token stays as it is', async () => {
    const program = await backend().newServiceUser('ADMIN');
    let current = program;
    for (let round = 0; round < 3; round++) current = await backend().signIn(await own(current));
    expect(current.principal.tokenMakers).toEqual([]);
    expect(current.principal.grants).toEqual(program.principal.grants);
  });

  it('nor may it create organizations, or say that another may, when somebody else made it', async () => {
    const { serviceUsers } = services();
    const roleId = await backend().roleId(owner, 'ADMIN');
    const { issued, serviceUser } = await serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), {
      name: newName(),
      roleId,
      mayCreateOrganizations: true,
    });
    expect(serviceUser.mayCreateOrganizations).toBe(true);
    const program = await backend().signIn(issued.text);
    const rotated = await backend().signIn(await own(program));
    for (const caller of [program, rotated]) {
      expect(() => caller.instancePermit('CREATE_ORGANIZATION')).toThrow('CREATE_ORGANIZATION');
      const create = serviceUsers.create(caller.permit('MANAGE_SERVICE_USERS'), {
        name: newName(),
        roleId,
        mayCreateOrganizations: true,
      });
      expect(await outcome(create)).toBe('FORBIDDEN');
    }
    expect(owner.instancePermit('CREATE_ORGANIZATION')).toBeDefined();
  });

  it('nor does it reach teams that its maker does not reach', async () => {
    const { teams, secrets, secretQueries } = services();
    const maker = await backend().newServiceUser([
      'MANAGE_SERVICE_USERS',
      'MANAGE_TEAM_SECRETS',
      'USE_SECRETS',
    ]);
    const program = await backend().newServiceUser('MEMBER', maker);
    const { id: teamId } = await teams.create(owner.permit('MANAGE_ORGANIZATION'), newName());
    const add = async ({ principal }: Caller) =>
      teams.addMember(owner.permit('MANAGE_MEMBERS'), teamId, await membershipId(principal.id));
    await add(program);
    const { id } = await secrets.create(
      owner.permit('MANAGE_ORG_SECRETS'),
      secret({ access: 'TEAM', teamId }),
    );
    const sees = async (token: string) => {
      const permit = (await backend().signIn(token)).permit('VIEW_SECRETS');
      return (await secretQueries.find([permit], [id])).length === 1;
    };
    expect(await sees(program.token)).toBe(false);
    const byOwner = await services().tokens.create(owner.permit('MANAGE_SERVICE_USERS'), {
      principalId: program.principal.id,
      name: 'by the owner',
    });
    expect(await sees(byOwner.text)).toBe(true);
    await add(maker);
    expect(await sees(program.token)).toBe(true);
  });

  it('and after a renewal within the request neither', async () => {
    const maker = await backend().newServiceUser('ADMIN');
    const program = await made(maker);
    await demote(maker);
    const { grants } = await services().authentication.renew(
      (await backend().signIn(program.token)).principal,
    );
    expect(grants.get(owner.organizationId)?.permissions.has('MANAGE_MEMBERS')).toBe(false);
    expect(grants.get(owner.organizationId)?.permissions.has('USE_SECRETS')).toBe(true);
  });

  it('and nothing with what is personal: it sees, keeps and delivers none of it', async () => {
    const program = await backend().newServiceUser('MEMBER');
    const { secrets, secretQueries, consumers } = services();
    const ofProgram = (by: Caller, access: 'PERSONAL' | 'ORGANIZATION') =>
      secrets.create(by.permit('MANAGE_OWN_SECRETS'), secret({ access }));
    const kept = await ofProgram(program, 'PERSONAL');
    const { text } = await services().tokens.create(owner.permit('MANAGE_SERVICE_USERS'), {
      principalId: program.principal.id,
      name: newName(),
    });
    const stolen = await backend().signIn(text);
    const find = (by: Caller) => secretQueries.find([by.permit('VIEW_SECRETS')], [kept.id]);
    expect(await find(stolen)).toEqual([]);
    expect((await find(program)).map(({ id }) => id)).toEqual([kept.id]);

    const remove = (by: Caller) => secrets.delete(by.permit('MANAGE_OWN_SECRETS'), kept.id);
    const consumer = (by: Caller) =>
      consumers.create(by.permit('USE_SECRETS'), {
        name: newName(),
        isPersonal: true,
        publicKey: ConsumerKey.generate().publicKey,
      });
    expect(await outcome(ofProgram(stolen, 'PERSONAL'))).toBe('FORBIDDEN');
    expect(await outcome(consumer(stolen))).toBe('FORBIDDEN');
    expect(await outcome(remove(stolen))).toBe('NOT_FOUND');
    // What the program made itself stays its own, also against the token that others made for it.
    const { id } = await consumer(program);
    const rename = (by: Caller) => consumers.update(by.permit('USE_SECRETS'), { id, name: newName() });
    expect(await outcome(rename(stolen))).toBe('NOT_FOUND');
    expect(await outcome(rename(program))).toBe('ok');
    expect(await outcome(remove(program))).toBe('ok');
  });
});
