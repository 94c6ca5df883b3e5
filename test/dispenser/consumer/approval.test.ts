import { randomBytes } from 'node:crypto';
import { ConsumerClient } from '../../../src/client/consumer-client';
import type { ConsumerSettings } from '../../../src/client/consumer-file';
import type { Consumer } from '../../../src/core/consumer';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import type { CreateConsumer } from '../../../src/services/consumer.command';
import { describeOnEachDatabase } from '../../support/databases';
import { OidcIssuer } from '../../support/oidc-issuer';
import type { Registered } from '../dispenser.fixture';
import { type ApprovingWorld, openApprovingWorld, VALUE, WANTED } from './approval.fixture';

const FAR = '2099-01-01T00:00:00.000Z';

describeOnEachDatabase('a dispenser that serves approved consumers only', (tested) => {
  let world: ApprovingWorld;
  let issuer: OidcIssuer;
  beforeAll(async () => {
    issuer = await OidcIssuer.start();
    world = await openApprovingWorld(tested);
  });
  afterAll(async () => {
    await world.close();
    await issuer.stop();
  });

  const register: ApprovingWorld['register'] = (more) => world.register(more);
  const approved: ApprovingWorld['approved'] = (more) => world.approved(more);
  const expectRefused: ApprovingWorld['expectRefused'] = (consumer, ask) =>
    world.expectRefused(consumer, ask);

  it('serves one that is approved, and its approval is on record', async () => {
    const { client, consumer } = await approved();
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
    const { client, consumer } = await approved();
    await world.strict.backend.services.consumers.update(world.strict.owner.permit('USE_SECRETS'), {
      id: consumer.id,
      name: 'another name',
      uses: { namePrefix: '' },
    });
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses one that nobody has approved, which is served where approval is off', async () => {
    const { client, consumer, settings } = await register();
    await expectRefused(consumer, () => client.deliver());
    expect(await world.deliveriesTo(consumer)).toBe(0);
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
  });

  /** What somebody who writes the database does to a consumer that was approved, and the client they ask with then. */
  type Attack = (consumer: Consumer, attacker: Registered) => string[];
  const set =
    (assignment: string): Attack =>
    ({ id }) => [`UPDATE consumer SET ${assignment} WHERE id = '${id}'`];
  it.each<[string, Partial<CreateConsumer>, Attack]>([
    [
      'another key',
      {},
      ({ id }, { key }) => [`UPDATE consumer SET public_key = '${key.publicKey}' WHERE id = '${id}'`],
    ],
    ['wider address ranges', { addressRanges: ['10.0.0.0/8'] }, set(`address_ranges = '["127.0.0.0/8"]'`)],
    ['no address ranges', { addressRanges: ['10.0.0.0/8'] }, set(`address_ranges = '[]'`)],
    ['a later expiry', { expiresAt: new Date(Date.now() + 600_000) }, set(`expires_at = '${FAR}'`)],
    ['no expiry', { expiresAt: new Date(Date.now() + 600_000) }, set('expires_at = NULL')],
    ['deliveries, when it only injects', { waysOut: ['INJECT'] }, set(`ways_out = 'DELIVER,INJECT'`)],
    ['all ways out, when it only injects', { waysOut: ['INJECT'] }, set('ways_out = NULL')],
    [
      'another owner',
      {},
      ({ id, createdBy }) => [`UPDATE consumer SET owner_id = '${createdBy}' WHERE id = '${id}'`],
    ],
    [
      'an identity besides its key',
      {},
      set(`issuer = 'https://issuer.example', audience = 'x', claims = '{"sub":"x"}'`),
    ],
  ])('refuses one whose row has got %s', async (title, more, attack) => {
    const attacker = await register();
    const { consumer, settings } = await approved(more);
    await world.attack(...attack(consumer, attacker));
    const asking: ConsumerSettings = title === 'another key' ? { ...settings, key: attacker.key } : settings;
    await expectRefused(consumer, () => new ConsumerClient(asking).deliver());
    expect(await world.deliveriesTo(consumer)).toBe(0);
    const lax = world.laxly(asking).deliver();
    if (title === 'another owner') expect((await lax).names).toContain(WANTED);
    else expect((await lax).text(WANTED)).toBe(VALUE);
  });

  it('refuses one that only injects with an approval for all ways out, and the other way round', async () => {
    const { consumers } = world.strict.backend.services;
    const permit = world.strict.owner.permit('USE_SECRETS');
    const { client, consumer, settings } = await approved();
    expect((await client.deliver()).names).toContain(WANTED);
    await consumers.update(permit, { id: consumer.id, waysOut: ['INJECT'] });
    await expectRefused(consumer, () => client.deliver());
    await world.approve(consumer);
    await expect(client.deliver()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('ways out'),
    });
    await consumers.update(permit, { id: consumer.id, waysOut: ['DELIVER', 'INJECT', 'CODE'] });
    await expectRefused(consumer, () => client.deliver());
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
    await world.approve(consumer);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses one that has got the approval of another', async () => {
    const victim = await approved();
    const { client, consumer, settings } = await register();
    await world.attack(
      `INSERT INTO consumer_approval (consumer_id, key_id, mac, approved_at) SELECT '${consumer.id}', key_id, mac, approved_at FROM consumer_approval WHERE consumer_id = '${victim.consumer.id}'`,
    );
    await expectRefused(consumer, () => client.deliver());
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
    expect((await victim.client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses one that was approved in another organization', async () => {
    const { backend } = world.strict;
    const other = await backend.newOrganization();
    const { client, consumer, settings } = await world.strict.register(
      { uses: { namePrefix: WANTED } },
      other,
    );
    await world.approve(consumer);
    expect((await client.deliver()).names).toEqual([]);
    await world.attack(
      `UPDATE consumer SET organization_id = '${world.strict.owner.organizationId}' WHERE id = '${consumer.id}'`,
    );
    const moved = { ...settings, dispenser: world.strict.url };
    await backend.services.teams.create(other.permit('MANAGE_MEMBERS'), 'anything');
    await expectRefused(consumer, () => new ConsumerClient(moved).deliver());
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses one whose approval is wrong in any byte, or names another key generation', async () => {
    const { client, consumer, settings } = await approved();
    const [stored] = await world.strict.backend.stores.consumerApprovals.find(
      world.strict.backend.stores.database.reader,
      [consumer.id],
    );
    const { mac, keyId } = stored!;
    const write = async (bytes: Uint8Array, key = keyId) => {
      const literal = `${tested.kind === 'sqlite' ? "x'" : "'\\x"}${Buffer.from(bytes).toString('hex')}'`;
      await world.attack(
        `UPDATE consumer_approval SET mac = ${literal}, key_id = '${key}' WHERE consumer_id = '${consumer.id}'`,
      );
      await world.stir();
    };
    for (let byte = 0; byte < mac.length; byte += 1) {
      const flipped = Uint8Array.from(mac);
      flipped[byte]! ^= 1 << (byte % 8);
      await write(flipped);
      await expectRefused(consumer, () => new ConsumerClient(settings).deliver());
    }
    for (const bytes of [new Uint8Array(), mac.subarray(0, 31), Uint8Array.from([...mac, 0])]) {
      await write(bytes);
      await expectRefused(consumer, () => client.deliver());
    }
    await write(mac, 'key-of-another-generation');
    await expectRefused(consumer, () => client.deliver());
    expect(await world.deliveriesTo(consumer)).toBe(0);
    await write(mac);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('refuses the token of another identity than was approved', async () => {
    const pinned = (sub: string) => ({ issuer: issuer.url, audience: 'gateway', claims: { sub } });
    const { consumer } = await approved({ publicKey: null, identity: pinned('workload') });
    const ask = async (sub: string, url: string) =>
      fetch(`${url}/deliveries`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await issuer.mint({ alg: 'ES256', claims: { aud: 'gateway', sub } })}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          consumerId: consumer.id,
          nonce: randomBytes(16).toString('base64url'),
          publicKey: ConsumerKey.generate().publicKey,
        }),
      });
    expect((await ask('workload', world.strict.url)).status).toBe(200);
    await world.attack(`UPDATE consumer SET claims = '{"sub":"attacker"}' WHERE id = '${consumer.id}'`);
    await world.stir();
    for (const sub of ['attacker', 'workload']) {
      const response = await ask(sub, world.strict.url);
      expect([response.status, await response.text()]).toEqual([
        403,
        expect.stringContaining('The consumer is not approved'),
      ]);
    }
    expect((await ask('attacker', world.lax.url)).status).toBe(200);
  });

  it('refuses a consumer whose key was rotated, until it is approved again', async () => {
    const { consumer, settings } = await approved();
    const key = ConsumerKey.generate();
    await world.strict.backend.services.consumers.rotateKey(
      world.strict.owner.permit('USE_SECRETS'),
      consumer.id,
      key.publicKey,
    );
    const client = new ConsumerClient({ ...settings, key });
    await expectRefused(consumer, () => client.deliver());
    expect((await world.approver.find(consumer.id))?.state).toBe('changed');
    await world.approve(consumer);
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('approves only what was seen, and nothing that was deleted', async () => {
    const { consumer } = await register();
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
