import { randomBytes } from 'node:crypto';
import { ConsumerClient } from '../../src/client/consumer-client';
import type { ConsumerSettings } from '../../src/client/consumer-file';
import type { Consumer } from '../../src/core/consumer';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { CreateConsumer } from '../../src/services/consumer.command';
import {
  type ApprovingWorld,
  openApprovingWorld,
  VALUE,
  WANTED,
} from '../dispenser/consumer/approval.fixture';
import type { Registered } from '../dispenser/dispenser.fixture';
import { describeOnEachDatabase } from '../support/databases';
import { OidcIssuer } from '../support/oidc-issuer';

const FAR = '2099-01-01T00:00:00.000Z';

/**
 * Somebody who writes the gateway's database, past the gateway: with its password, or with its file. The control of each attack
 * is a second dispenser on the same database, which asks for no approvals and delivers.
 */
describeOnEachDatabase('whoever writes to the database', (tested) => {
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

  it('gets nothing for a consumer that nobody has approved, which is served where approval is off', async () => {
    const { client, consumer, settings } = await register();
    await expectRefused(consumer, () => client.deliver());
    expect(await world.deliveriesTo(consumer)).toBe(0);
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
    // Nothing else in the row of one that is not approved decides anything.
    await world.attack(
      `UPDATE consumer SET expires_at = '2001-01-01T00:00:00.000Z' WHERE id = '${consumer.id}'`,
    );
    await world.stir();
    await expectRefused(consumer, () => client.deliver());
    await expect(world.laxly(settings).deliver()).rejects.toMatchObject({
      message: expect.stringContaining('expired'),
    });
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
  ])('gets nothing for an approved consumer whose row has got %s', async (title, more, attack) => {
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

  it('gets nothing for a consumer with the approval of another', async () => {
    const victim = await approved();
    const { client, consumer, settings } = await register();
    await world.attack(
      `INSERT INTO consumer_approval (consumer_id, key_id, mac, approved_at) SELECT '${consumer.id}', key_id, mac, approved_at FROM consumer_approval WHERE consumer_id = '${victim.consumer.id}'`,
    );
    await expectRefused(consumer, () => client.deliver());
    expect((await world.laxly(settings).deliver()).text(WANTED)).toBe(VALUE);
    expect((await victim.client.deliver()).text(WANTED)).toBe(VALUE);
  });

  it('gets nothing for a consumer that was approved in another organization', async () => {
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

  it('gets nothing for an approval that is wrong in a byte, or names another key generation', async () => {
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
    // Every bit is tried in the test of approvals.
    for (const byte of [0, 15, 31]) {
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

  it('gets nothing for the token of another identity than was approved', async () => {
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

  it('gets no value under another name: an envelope opens in its own place only', async () => {
    const { backend, store } = world.strict;
    const { id: own } = await store('OWN', 'a value to replace');
    const { id: same } = await store('SAME', 'value of the same organization');
    const { id: foreign } = await store('FOREIGN', VALUE, {}, await backend.newOrganization());
    const { client } = await approved({ uses: { secretIds: [own] } });
    expect((await client.deliver()).text('OWN')).toBe('a value to replace');
    for (const from of [same, foreign]) {
      await world.attack(
        `UPDATE secret_version SET envelope = (SELECT envelope FROM secret_version WHERE secret_id = '${from}') WHERE secret_id = '${own}'`,
      );
      await world.stir();
      const { items, unopened } = await client.deliver();
      expect([items, unopened.map(({ name }) => name)]).toEqual([[], ['OWN']]);
    }
  });
});
