import type { Secret } from '../../src/core/secret';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, outcome, secret, usingBackend } from './services.fixture';

const BY_NAME = { by: 'NAME', descending: false } as const;
const PAGE = { size: 200, backward: false, after: undefined, before: undefined };

describeOnEachDatabase('the reach of secrets', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  let member: Caller;
  let colleague: Caller;
  let admin: Caller;
  let stranger: Caller;
  let teamId: string;
  let made: Record<'organization' | 'team' | 'personal', Secret>;

  const membershipId = async ({ organizationId, principal }: Caller) => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, organizationId, principal.id))!.id;
  };
  beforeAll(async () => {
    owner = await backend().owner();
    stranger = await backend().newOrganization();
    const [one, two] = [await backend().newServiceUser('MEMBER'), await backend().newServiceUser('MEMBER')];
    admin = await backend().newServiceUser('ADMIN');
    teamId = (await services().teams.create(owner.permit('MANAGE_ORGANIZATION'), newName())).id;
    await services().teams.addMember(owner.permit('MANAGE_MEMBERS'), teamId, await membershipId(one));
    [member, colleague] = [await backend().signIn(one.token), await backend().signIn(two.token)];
    const create = (by: Caller, more: object) =>
      services().secrets.create(by.permit('MANAGE_OWN_SECRETS'), secret(more));
    made = {
      organization: await create(owner, {}),
      team: await create(member, { access: 'TEAM', teamId }),
      personal: await create(member, { access: 'PERSONAL' }),
    };
  });

  /** Which of the three somebody sees, by every way there is; the ways must agree. */
  async function seen(caller: Caller, at = owner.organizationId): Promise<string[]> {
    const permit = caller.permit('VIEW_SECRETS', at);
    const { secretQueries } = services();
    const found = new Set(
      (
        await secretQueries.find(
          [permit],
          Object.values(made).map(({ id }) => id),
        )
      ).map(({ id }) => id),
    );
    const listed = (await secretQueries.pages([permit], {}, BY_NAME, PAGE)).get(at)?.rows ?? [];
    const sliced = await secretQueries.slice(permit, {}, BY_NAME, 0, 200);
    const count = (await secretQueries.counts([permit], {})).get(at);
    expect(listed).toHaveLength(count!);
    expect(sliced).toEqual(listed);
    expect(listed.filter(({ id }) => found.has(id))).toHaveLength(found.size);
    return Object.entries(made).flatMap(([kind, { id }]) => (found.has(id) ? [kind] : []));
  }

  it.each<[string, () => Caller, string[]]>([
    ['a stranger none', () => stranger, []],
    ['a member outside the team only what is the organization’s', () => colleague, ['organization']],
    ['an owner all but what is personal', () => owner, ['organization', 'team']],
    ['an admin all but what is personal', () => admin, ['organization', 'team']],
    ['the member of the team everything', () => member, ['organization', 'team', 'personal']],
  ])('shows %s, in find, list, slice and count alike', async (_, caller, kinds) => {
    expect(await seen(caller(), caller().organizationId)).toEqual(kinds);
  });

  it('gives a stranger no permit at all', () => {
    expect(() => stranger.permit('VIEW_SECRETS', owner.organizationId)).toThrow('Not found');
  });

  it('answers for what is out of reach as for what does not exist', async () => {
    const { secrets, secretQueries } = services();
    const nothing = 'secret-00000000000000000000000000';
    const cases: [Caller, Secret][] = [
      [colleague, made.team],
      [colleague, made.personal],
      [owner, made.personal],
      [stranger, made.organization],
    ];
    for (const [caller, { id, name }] of cases) {
      const permit = caller.permit('MANAGE_OWN_SECRETS');
      for (const change of [
        (subject: string) => secrets.update(permit, { id: subject, note: 'n' }),
        (subject: string) => secrets.delete(permit, subject),
      ]) {
        expect(await outcome(change(id))).toBe('NOT_FOUND');
        expect(await outcome(change(nothing))).toBe('NOT_FOUND');
      }
      expect(await secretQueries.find([permit], [id])).toEqual([]);
      expect(await secretQueries.findByName(permit, name, { access: 'PERSONAL' })).toBeUndefined();
    }
    expect(await seen(member)).toEqual(['organization', 'team', 'personal']);
  });

  it('lets a member see the organization’s secrets and not change them', async () => {
    const { secrets } = services();
    const permit = member.permit('MANAGE_OWN_SECRETS');
    expect(await outcome(secrets.create(permit, secret()))).toBe('FORBIDDEN');
    expect(await outcome(secrets.put(permit, secret()))).toBe('FORBIDDEN');
    expect(await outcome(secrets.update(permit, { id: made.organization.id, note: 'n' }))).toBe('FORBIDDEN');
    expect(await outcome(secrets.delete(permit, made.organization.id))).toBe('FORBIDDEN');
    expect(await outcome(secrets.create(permit, secret({ access: 'TEAM', teamId })))).toBe('ok');
  });

  it('lets nobody outside a team make secrets of it, except who manages the organization’s', async () => {
    const { secrets } = services();
    const team = () => secret({ access: 'TEAM', teamId });
    expect(await outcome(secrets.create(colleague.permit('MANAGE_OWN_SECRETS'), team()))).toBe('FORBIDDEN');
    expect(await outcome(secrets.create(admin.permit('MANAGE_OWN_SECRETS'), team()))).toBe('ok');
    const own = await backend().newServiceUser(['MANAGE_OWN_SECRETS']);
    expect(await outcome(secrets.create(own.permit('MANAGE_OWN_SECRETS'), team()))).toBe('FORBIDDEN');
    expect(
      await outcome(secrets.create(own.permit('MANAGE_OWN_SECRETS'), secret({ access: 'PERSONAL' }))),
    ).toBe('ok');
  });

  it('lets each owner have a secret of the same name', async () => {
    const { secrets, secretQueries } = services();
    const name = newName();
    const owners = [{}, { access: 'TEAM', teamId }, { access: 'PERSONAL' }] as const;
    for (const more of owners) {
      const by = 'access' in more ? member : owner;
      expect(await outcome(secrets.create(by.permit('MANAGE_OWN_SECRETS'), secret({ name, ...more })))).toBe(
        'ok',
      );
      expect(await outcome(secrets.create(by.permit('MANAGE_OWN_SECRETS'), secret({ name, ...more })))).toBe(
        'CONFLICT',
      );
    }
    expect(
      await outcome(secrets.create(owner.permit('MANAGE_OWN_SECRETS'), secret({ name, access: 'PERSONAL' }))),
    ).toBe('ok');
    const permit = member.permit('VIEW_SECRETS');
    const found = await Promise.all([
      secretQueries.findByName(permit, name.toLowerCase()),
      secretQueries.findByName(permit, name, { access: 'TEAM', teamId }),
      secretQueries.findByName(permit, name, { access: 'PERSONAL' }),
    ]);
    expect(found.map((each) => each?.access)).toEqual(['ORGANIZATION', 'TEAM', 'PERSONAL']);
    expect(found[2]?.ownerId).toBe(member.principal.id);
    expect(await secretQueries.findByName(permit, 'A\u200b')).toBeUndefined();
    expect(await secretQueries.findByName(permit, name, { access: 'TEAM' })).toBeUndefined();
  });

  it('does not show the versions of a secret that is out of reach', async () => {
    const { secretQueries } = services();
    const versions = (caller: Caller) =>
      secretQueries.versions(caller.permit('VIEW_SECRETS'), made.personal.id, PAGE);
    const [version] = (await versions(member)).rows;
    expect(await secretQueries.version(member.permit('VIEW_SECRETS'), version!.id)).toEqual(version);
    for (const caller of [owner, colleague, stranger]) {
      expect((await versions(caller)).rows).toEqual([]);
      expect(await secretQueries.version(caller.permit('VIEW_SECRETS'), version!.id)).toBeUndefined();
    }
  });

  it('needs VIEW_SECRETS, whatever else a permit proves', async () => {
    const auditor = await backend().newServiceUser(['VIEW_AUDIT_LOG']);
    const permit = auditor.permit('VIEW_ORGANIZATION');
    const { secretQueries } = services();
    expect(await outcome(secretQueries.find([permit], [made.organization.id]))).toBe('FORBIDDEN');
    expect(await outcome(secretQueries.counts([permit], {}))).toBe('FORBIDDEN');
    expect(await outcome(secretQueries.pages([permit], {}, BY_NAME, PAGE))).toBe('FORBIDDEN');
    expect(await outcome(secretQueries.findByName(permit, 'X'))).toBe('FORBIDDEN');
    expect(await outcome(secretQueries.versions(permit, made.organization.id, PAGE))).toBe('FORBIDDEN');
  });

  it('ends with the membership of the team, for the very next request', async () => {
    const { teams } = services();
    await teams.removeMember(owner.permit('MANAGE_MEMBERS'), teamId, await membershipId(member));
    expect(await seen(await backend().signIn(member.token))).toEqual(['organization', 'personal']);
    await teams.addMember(owner.permit('MANAGE_MEMBERS'), teamId, await membershipId(member));
    expect(await seen(await backend().signIn(member.token))).toEqual(['organization', 'team', 'personal']);
  });

  it('is of a team that cannot be deleted as long as it owns one', async () => {
    const { teams, secrets } = services();
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const { id } = await teams.create(permit, newName());
    const only = await secrets.create(permit, secret({ access: 'TEAM', teamId: id }));
    expect(await outcome(teams.delete(permit, id))).toBe('CONFLICT');
    await secrets.delete(permit, only.id);
    expect(await outcome(teams.delete(permit, id))).toBe('ok');
  });
});
