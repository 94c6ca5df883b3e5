import { randomBytes } from 'node:crypto';
import { operatorPermit } from '../../../src/cli/command/operator';
import { describeOnEachDatabase } from '../../support/databases';
import { type ApprovingWorld, openApprovingWorld, VALUE, WANTED } from './approval.fixture';

describeOnEachDatabase('the approver', (tested) => {
  let world: ApprovingWorld;
  beforeAll(async () => {
    world = await openApprovingWorld(tested);
  });
  afterAll(() => world.close());

  it('takes approvals and disapprovals with a permit of the same organization only', async () => {
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
});
