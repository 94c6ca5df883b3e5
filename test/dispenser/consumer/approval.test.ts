import { randomBytes } from 'node:crypto';
import { operatorPermit } from '../../../src/cli/command/operator';
import { ConsumerClient } from '../../../src/client/consumer-client';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { describeOnEachDatabase } from '../../support/databases';
import { type ApprovingWorld, openApprovingWorld, VALUE, WANTED } from './approval.fixture';

describeOnEachDatabase('the approval of a consumer', (tested) => {
  let world: ApprovingWorld;
  beforeAll(async () => {
    world = await openApprovingWorld(tested);
  });
  afterAll(() => world.close());

  it('is given and taken back with a permit of the same organization only', async () => {
    const { client, consumer } = await world.register();
    const { digest } = (await world.approver.find(consumer.id))!;
    const other = await world.strict.backend.services.organizations.create(
      world.strict.owner.instancePermit('CREATE_ORGANIZATION'),
      { slug: `other-${randomBytes(4).toString('hex')}`, name: 'Other' },
    );
    const permitAt = (organizationId: string) => operatorPermit(organizationId, 'MANAGE_CONSUMERS');
    const approve = (at: string) => world.approver.approve(permitAt(at), consumer.id, digest!);
    const disapprove = (at: string) => world.approver.disapprove(permitAt(at), consumer);
    await expect(approve(other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await world.expectRefused(consumer, () => client.deliver());
    await approve(consumer.organizationId);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
    await expect(disapprove(other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
    await disapprove(consumer.organizationId);
    await world.expectRefused(consumer, () => client.deliver());
  });

  it('serves one that is approved, and its approval is on record', async () => {
    const { client, consumer } = await world.approved();
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
    const [event] = await world.strict.events('consumer.approve');
    const { digest } = (await world.approver.find(consumer.id))!;
    expect(event).toMatchObject({
      outcome: 'ALLOWED',
      subjectId: consumer.id,
      principalKind: 'OPERATOR',
      detail: { name: consumer.name, digest, keyId: expect.stringMatching(/^key-/) },
    });
  });

  it('goes on serving it when it is renamed, or may use other secrets', async () => {
    const { client, consumer } = await world.approved();
    await world.strict.backend.services.consumers.update(world.strict.owner.permit('USE_SECRETS'), {
      id: consumer.id,
      name: 'another name',
      uses: { namePrefix: '' },
    });
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses one that only injects with an approval for all ways out, and the other way round', async () => {
    const { consumers } = world.strict.backend.services;
    const permit = world.strict.owner.permit('USE_SECRETS');
    const { client, consumer, settings } = await world.approved();
    expect((await client.deliver()).names).toContain(WANTED);
    await consumers.update(permit, { id: consumer.id, waysOut: ['INJECT'] });
    await world.expectRefused(consumer, () => client.deliver());
    await world.approve(consumer);
    await expect(client.deliver()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('ways out'),
    });
    await consumers.update(permit, { id: consumer.id, waysOut: ['DELIVER', 'INJECT', 'CODE'] });
    await world.expectRefused(consumer, () => client.deliver());
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
    await world.approve(consumer);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses a consumer whose key was rotated, until it is approved again', async () => {
    const { consumer, settings } = await world.approved();
    const key = ConsumerKey.generate();
    await world.strict.backend.services.consumers.rotateKey(
      world.strict.owner.permit('USE_SECRETS'),
      consumer.id,
      key.publicKey,
    );
    const client = new ConsumerClient({ ...settings, key });
    await world.expectRefused(consumer, () => client.deliver());
    expect((await world.approver.find(consumer.id))?.state).toBe('changed');
    await world.approve(consumer);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('approves only what was seen, and nothing that was deleted', async () => {
    const { consumer } = await world.register();
    const permit = world.strict.owner.permit('MANAGE_CONSUMERS');
    const { digest } = (await world.approver.find(consumer.id))!;
    await world.attack(`UPDATE consumer SET address_ranges = '["127.0.0.1"]' WHERE id = '${consumer.id}'`);
    await expect(world.approver.approve(permit, consumer.id, digest!)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await world.approver.find(consumer.id))?.state).toBe('not approved');
    await world.strict.backend.services.consumers.delete(permit, consumer.id);
    await expect(world.approver.approve(permit, consumer.id, digest!)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
