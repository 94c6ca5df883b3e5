import { OWNER_TOKEN, openTestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, eventsOf, newName, outcome, outcomes, secret, usingBackend } from './services.fixture';

describeOnEachDatabase('the first start', (tested) => {
  it('makes one organization with one owner, however many gateways start at once', async () => {
    const gateways = await Promise.all(Array.from({ length: 3 }, () => openTestBackend(tested.url())));
    const kept: { text: string; isValid?: boolean }[] = [];
    const keep = async () => {
      const token: (typeof kept)[number] = { text: `the-token-of-the-first-owner-number-${kept.length}` };
      kept.push(token);
      const settle = async (isValid: boolean) => {
        token.isValid = isValid;
      };
      return { text: token.text, settle };
    };
    const made = await Promise.all(gateways.map(({ services }) => services.bootstrap.run(keep)));
    const [done, ...more] = made.filter((each) => each !== undefined);
    expect([done?.isTokenKept, more]).toEqual([true, []]);
    const [valid, ...others] = kept.filter(({ isValid }) => isValid !== false);
    expect([valid?.isValid, others]).toEqual([true, []]);
    const [one] = gateways;
    const { organizations, database } = one!.stores;
    expect(await organizations.all(database.reader)).toEqual([done?.organization]);
    const caller = await one!.signIn(valid?.text ?? '');
    expect(caller.permit('MANAGE_ORGANIZATION').organizationId).toBe(done?.organization.id);
    expect((await eventsOf(one!, caller.organizationId)).map(({ action }) => action)).toEqual([
      'organization.create',
      'service_user.create',
      'token.create',
      'token.use',
    ]);
    // The last organization stays; the next tests delete others.
    const remove = one!.services.organizations.delete(caller.permit('MANAGE_ORGANIZATION'), 'default');
    expect(await outcome(remove)).toBe('CONFLICT');
    expect(await one!.services.bootstrap.run(OWNER_TOKEN)).toBeUndefined();
    await expect(one!.signIn(OWNER_TOKEN)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await Promise.all(gateways.map((gateway) => gateway.close()));
  });
});

describeOnEachDatabase('an organization', (tested) => {
  const backend = usingBackend(tested);
  const organizations = () => backend().services.organizations;

  it.each([
    ['', 'slug slug'],
    ['a--b', 'slug slug'],
    ['-a', 'slug slug'],
    ['a'.repeat(40), 'slug slug'],
    ['а', 'slug slug'],
    ['a/b', 'slug slug'],
  ])('cannot have the slug %j', async (slug, violation) => {
    const owner = await backend().owner();
    const permit = owner.instancePermit('CREATE_ORGANIZATION');
    expect(await outcome(organizations().create(permit, { slug, name: 'x' }))).toBe(
      `BAD_USER_INPUT: ${violation}`,
    );
    const update = organizations().update(owner.permit('MANAGE_ORGANIZATION'), { slug });
    expect(await outcome(update)).toBe(`BAD_USER_INPUT: ${violation}`);
  });

  it('has a slug of its own, whatever the case, also when two are created at once', async () => {
    const permit = (await backend().owner()).instancePermit('CREATE_ORGANIZATION');
    const create = (slug: string) => organizations().create(permit, { slug, name: 'x' });
    expect(await outcomes([create('acme'), create('ACME'), create('Acme')])).toEqual([
      'CONFLICT',
      'CONFLICT',
      'ok',
    ]);
    const other = await backend().newOrganization();
    const update = organizations().update(other.permit('MANAGE_ORGANIZATION'), { slug: 'aCmE' });
    expect(await outcome(update)).toBe('CONFLICT');
  });

  it('belongs to who created it', async () => {
    const creator = await backend().owner();
    const permit = creator.instancePermit('CREATE_ORGANIZATION');
    const { id } = await organizations().create(permit, { slug: 'mine', name: 'Mine' });
    const after = await backend().signIn(creator.token);
    expect(after.permit('MANAGE_ORGANIZATION', id).organizationId).toBe(id);
    const member = await backend().newServiceUser('OWNER');
    expect(() => member.permit('VIEW_ORGANIZATION', id)).toThrow('Not found');
    expect(() => member.instancePermit('CREATE_ORGANIZATION')).toThrow('CREATE_ORGANIZATION');
  });

  it('is not deleted without its slug', async () => {
    const owner = await backend().newOrganization();
    for (const slug of ['', 'default', 'something']) {
      const call = organizations().delete(owner.permit('MANAGE_ORGANIZATION'), slug);
      expect(await outcome(call)).toBe('BAD_USER_INPUT: confirmSlug confirmation');
    }
    expect((await backend().signIn(owner.token)).permit('VIEW_ORGANIZATION')).toBeDefined();
  });

  it('is not deleted, nor one of its service users, while others depend on these', async () => {
    const owner = await backend().newOrganization();
    const admin = await backend().newServiceUser('OWNER', owner);
    const { memberships, roles, database } = backend().stores;
    const elsewhere = await backend().newOrganization();
    const role = await roles.findByName(database.reader, elsewhere.organizationId, 'owner');
    const guest = {
      id: admin.principal.id.replace('svc', 'member'),
      organizationId: elsewhere.organizationId,
      principalId: admin.principal.id,
      roleId: role!.id,
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    await database.unitOfWork((unit) => memberships.insert(unit, guest));
    const { slug } = (await backend().stores.organizations.find(database.reader, [owner.organizationId]))[0]!;
    const remove = () => organizations().delete(owner.permit('MANAGE_ORGANIZATION'), slug);
    const { serviceUsers, members } = backend().services;
    const drop = () => serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), admin.principal.id);
    expect(await outcome(remove())).toBe('CONFLICT');
    expect(await outcome(drop())).toBe('CONFLICT');
    await members.delete(elsewhere.permit('MANAGE_MEMBERS'), guest.id);
    expect(await outcome(drop())).toBe('ok');
    expect(await outcome(remove())).toBe('ok');
  });

  it('goes with all that it holds, except its audit events', async () => {
    const owner = await backend().newOrganization();
    const neighbour = await backend().newOrganization();
    const { services, stores } = backend();
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const { id: teamId } = await services.teams.create(permit, newName());
    const made = [
      teamId,
      (await services.secrets.create(permit, secret())).id,
      (await services.secrets.create(permit, secret({ access: 'TEAM', teamId }))).id,
      (await services.secrets.create(permit, secret({ access: 'PERSONAL' }))).id,
      (await services.repositories.create(permit, { name: newName(), isPrivate: true })).id,
      owner.principal.id,
      owner.principal.tokenId!,
      owner.organizationId,
    ];
    const kept = await services.secrets.create(neighbour.permit('MANAGE_ORG_SECRETS'), secret());
    const { slug } = (await stores.organizations.find(stores.database.reader, [owner.organizationId]))[0]!;
    const before = await eventsOf(backend(), owner.organizationId);
    const added = await eventsAdded(backend(), owner.organizationId, () =>
      services.organizations.delete(permit, slug.toUpperCase()),
    );
    expect(added).toEqual([`organization.delete ALLOWED ${owner.organizationId}`]);
    const left = await stores.subjects.organizationOf(stores.database.reader, [...made, kept.id]);
    expect([...left.keys()]).toEqual([kept.id]);
    for (const id of made.slice(1, 4)) {
      const { rows } = await stores.secretVersions.page(stores.database.reader, owner.organizationId, id, {
        size: 1,
        backward: false,
        after: undefined,
        before: undefined,
      });
      expect(rows).toEqual([]);
    }
    expect((await eventsOf(backend(), owner.organizationId)).slice(0, -1)).toEqual(before);
    await expect(backend().signIn(owner.token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const sound = (await services.auditEvents.verify()).find(
      ({ chainId }) => chainId === owner.organizationId,
    );
    expect(sound?.firstBad).toBeUndefined();
  });
});
