import sodium from 'libsodium-wrappers';
import { ConsumerClient } from '../../../src/client/consumer-client';
import type { DeliveredSecrets } from '../../../src/client/delivered-secrets';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';

describeOnEachDatabase('a delivery', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  const change = (id: string, more: object) =>
    world.backend.services.secrets.update(world.owner.permit('MANAGE_OWN_SECRETS'), { id, ...more });

  it('holds nothing for a consumer that was given nothing', async () => {
    await world.store('UNGIVEN', 'value of nobody');
    const { client } = await world.register();
    expect((await client.deliver()).names).toEqual([]);
  });

  it('holds the values of text, of bytes, and of what a client had sealed', async () => {
    await sodium.ready;
    const { current } = world.backend.sealingKeys;
    const box = sodium.crypto_box_seal(Buffer.from('sealed by the client'), current.boxPublicKey);
    const sealedValue = { keyId: current.keyId, encryptedValue: Buffer.from(box).toString('base64') };
    await world.store('FORM_TEXT', 'grüße, 世界');
    await world.store('FORM_BYTES', Uint8Array.from([0, 255, 128, 10]), { isFile: true });
    await world.store('FORM_SEALED', '', { sealedValue });
    const { client } = await world.register({ uses: { namePrefix: 'form_' } });
    const delivered = await client.deliver();
    expect(delivered.names).toEqual(['FORM_BYTES', 'FORM_SEALED', 'FORM_TEXT']);
    expect(delivered.text('FORM_TEXT')).toBe('grüße, 世界');
    expect([...delivered.bytes('FORM_BYTES')]).toEqual([0, 255, 128, 10]);
    expect(delivered.text('FORM_SEALED')).toBe('sealed by the client');
  });

  it('never holds the seed of one-time codes', async () => {
    await world.store('CODE_SEED', 'JBSWY3DPEHPK3PXP', { type: 'TOTP' });
    await world.store('CODE_OTHER', 'x');
    const { client } = await world.register({ uses: { namePrefix: 'CODE_' } });
    expect((await client.deliver()).names).toEqual(['CODE_OTHER']);
  });

  it('shows nobody in between a value, a name or the length of a value', async () => {
    const marker = 'marker-that-is-nowhere-in-clear';
    const sizes = new Set<number>();
    const consumers: string[] = [];
    for (const value of [`${marker}`, `${marker}${'x'.repeat(100)}`]) {
      const { id } = await world.store('SEEN_NAME', value);
      const { settings, consumer } = await world.register({ uses: { secretIds: [id] } });
      const { body } = await rawDelivery(world, settings);
      expect(body).toContain(id);
      consumers.push(consumer.id);
      for (const hidden of [marker, Buffer.from(marker).toString('base64').slice(0, 20), 'SEEN_NAME']) {
        expect(body.includes(hidden)).toBe(false);
      }
      sizes.add(body.length);
      await world.backend.services.secrets.delete(world.owner.permit('MANAGE_OWN_SECRETS'), id);
    }
    expect(sizes.size).toBe(1);
    expect(world.lines.join('')).not.toContain('SEEN_NAME');
    expect(world.lines.join('')).toContain('/deliveries');
    // Who it was, the log tells.
    expect(world.lines.join('')).toContain(`"principalId":"${consumers[0]}"`);
  });

  it('is 304 for who has it, and no longer when a value, a name or a grant has changed', async () => {
    const first = await world.store('TAG_A', 'one');
    const { client, consumer } = await world.register({ uses: { namePrefix: 'TAG_' } });
    let known: DeliveredSecrets = await client.deliver();
    expect(await client.deliverUnless(known)).toBeUndefined();
    const changes = [
      () => change(first.id, { value: undefined, note: 'a note' }),
      () => world.store('TAG_B', 'two'),
      () =>
        world.backend.services.consumers.update(world.owner.permit('USE_SECRETS'), {
          id: consumer.id,
          uses: { secretIds: [first.id] },
        }),
    ];
    for (const apply of changes) {
      await apply();
      const changed = await client.deliverUnless(known);
      expect(changed?.etag).not.toBe(known.etag);
      known = changed!;
      expect(await client.deliverUnless(known)).toBeUndefined();
    }
    expect(known.names).toEqual(['TAG_A']);
  });

  it('goes by what is so at that moment: deleted secrets, repositories and teams', async () => {
    const { services } = world.backend;
    const repository = await services.repositories.create(world.owner.permit('MANAGE_ORGANIZATION'), {
      name: 'website',
      isPrivate: true,
    });
    const secret = await world.store('LIVE_PRIVATE', 'v', { visibility: 'PRIVATE' });
    const { client } = await world.register({ uses: { repositoryId: repository.id } });
    const has = async () => (await client.deliver()).names.includes('LIVE_PRIVATE');
    expect(await has()).toBe(true);
    const setPrivate = (isPrivate: boolean) =>
      services.repositories.update(world.owner.permit('MANAGE_ORGANIZATION'), {
        id: repository.id,
        isPrivate,
      });
    await setPrivate(false);
    expect(await has()).toBe(false);
    await setPrivate(true);
    expect(await has()).toBe(true);
    await services.secrets.delete(world.owner.permit('MANAGE_OWN_SECRETS'), secret.id);
    expect(await has()).toBe(false);
  });

  it('leaves out a secret from the moment at which it expires', async () => {
    const expiresAt = new Date(Date.now() + 900);
    await world.store('SHORT_LIVED', 'v', { expiresAt });
    const { client } = await world.register({ uses: { namePrefix: 'SHORT_' } });
    const known = await client.deliver();
    expect(known.names).toEqual(['SHORT_LIVED']);
    await new Promise((done) => setTimeout(done, expiresAt.getTime() - Date.now() + 20));
    expect((await client.deliverUnless(known))?.names).toEqual([]);
  });

  it('brings the secrets that are named, and tells of a name that is not usable', async () => {
    await world.store('ONLY_A', 'a');
    await world.store('ONLY_B', 'b');
    const { client } = await world.register({ uses: { namePrefix: 'ONLY_' } });
    expect((await client.deliver({ only: ['only_b'] })).names).toEqual(['ONLY_B']);
    await expect(client.deliver({ only: ['ONLY_A', 'FORM_TEXT'] })).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: expect.stringContaining('"FORM_TEXT"'),
    });
  });

  it('brings a personal secret to its owner’s consumer and to no other, and no longer when the owner is gone', async () => {
    const member = await world.backend.newServiceUser('MEMBER');
    await world.store('MINE', 'personal', { access: 'PERSONAL' }, member);
    const everything = { uses: { namePrefix: '' } };
    const own = await world.register({ isPersonal: true, ...everything }, member);
    const others: Registered[] = [
      await world.register(everything),
      await world.register({ isPersonal: true, ...everything }),
    ];
    expect((await own.client.deliver()).names).toEqual(['MINE']);
    const [event] = await world.events('delivery.create');
    expect(JSON.stringify(event)).not.toContain('MINE');
    for (const { client } of others) expect((await client.deliver()).names).not.toContain('MINE');
    const { services, stores } = world.backend;
    const membership = await stores.memberships.findOf(
      stores.database.reader,
      world.owner.organizationId,
      member.principal.id,
    );
    const memberRole = await world.backend.roleId(world.owner, 'MEMBER');
    const powerless = await services.roles.create(world.owner.permit('MANAGE_MEMBERS'), {
      name: 'powerless',
      permissions: [],
    });
    const setRole = (roleId: string) =>
      services.members.update(world.owner.permit('MANAGE_MEMBERS'), membership!.id, roleId);
    await setRole(powerless.id);
    expect((await own.client.deliver()).names).toEqual([]);
    await setRole(memberRole);
    expect((await own.client.deliver()).names).toEqual(['MINE']);
  });

  it('is one audit event with names and versions, and the last use of each secret', async () => {
    const secret = await world.store('TOLD_A', 'a');
    await world.store('TOLD_B', 'b');
    const { client, consumer } = await world.register({ uses: { namePrefix: 'TOLD_' } });
    expect(secret.lastUsedAt).toBeNull();
    await client.deliver();
    const [event] = await world.events('delivery.create');
    expect(event).toMatchObject({
      outcome: 'ALLOWED',
      subjectId: consumer.id,
      principalId: consumer.id,
      principalKind: 'CONSUMER',
      detail: { count: 2, secrets: '["TOLD_A@1","TOLD_B@1"]' },
    });
    const permit = world.owner.permit('VIEW_SECRETS');
    const used = async () => (await world.backend.services.secretQueries.find([permit], [secret.id]))[0]!;
    while ((await used()).lastUsedAt === null) await new Promise((done) => setTimeout(done, 50));
    expect((await used()).lastUsedAt).toBeInstanceOf(Date);
    const verdicts = await world.backend.services.auditEvents.verify();
    expect(verdicts.every(({ firstBad }) => firstBad === undefined)).toBe(true);
  });
});

/** A delivery as somebody in between sees it. */
async function rawDelivery(world: DispensingWorld, settings: Registered['settings']) {
  let body = '';
  const original = globalThis.fetch;
  globalThis.fetch = async (...args) => {
    const response = await original(...args);
    if (String(args[0]).endsWith('/deliveries')) body = await response.clone().text();
    return response;
  };
  try {
    const delivered = await new ConsumerClient({ ...settings, dispenser: world.url }).deliver();
    expect(delivered.items).toHaveLength(1);
  } finally {
    globalThis.fetch = original;
  }
  return { body };
}
