import { randomBytes } from 'node:crypto';
import { ConsumerClient } from '../../../src/client/consumer-client';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { CHALLENGE_INFO, formatProof, makeProof } from '../../../src/crypto/proof';
import { describeOnEachDatabase } from '../../support/databases';
import type { Registered } from '../dispenser.fixture';
import { policyFor } from '../injection/injection.fixture';
import { startUpstream, stopUpstreams } from '../upstream/upstream.fixture';
import { type ApprovingWorld, openApprovingWorld, VALUE, WANTED } from './approval.fixture';

const FAR = '2099-01-01T00:00:00.000Z';

describeOnEachDatabase('what a dispenser remembers of approved consumers', (tested) => {
  let world: ApprovingWorld;
  beforeAll(async () => {
    world = await openApprovingWorld(tested);
  });
  afterAll(async () => {
    await world.close();
    await stopUpstreams();
  });

  it('never seals what it remembers of a consumer to a key that came past it', async () => {
    const { client, consumer, settings } = await world.approved();
    const { key } = await world.register();
    await client.deliver();
    // No event, so that the dispenser has no reason to look again: it goes on with the consumer that was approved.
    await world.attack(`UPDATE consumer SET public_key = '${key.publicKey}' WHERE id = '${consumer.id}'`);
    await expect(new ConsumerClient({ ...settings, key }).deliver()).rejects.toMatchObject({
      code: 'KEY_CHANGED',
    });
    expect((await client.deliver()).text(WANTED)).toBe(VALUE);
    await world.stir();
    await world.expectRefused(consumer, () => new ConsumerClient({ ...settings, key }).deliver());
    await world.expectRefused(consumer, () => client.deliver());
  });

  it('looks at the approval again when a value has gone while it was being delivered', async () => {
    const { id } = await world.strict.store('GOING', VALUE);
    const { client, consumer } = await world.approved({ uses: { secretIds: [id] } });
    expect((await client.deliver()).names).toEqual(['GOING']);
    // No event: the dispenser finds out when it looks for the envelope, and only then reads the consumer anew.
    await world.attack(
      `DELETE FROM secret_version WHERE secret_id = '${id}'`,
      `UPDATE consumer SET expires_at = '${FAR}' WHERE id = '${consumer.id}'`,
    );
    const delivered = await world.deliveriesTo(consumer);
    await world.expectRefused(consumer, () => client.deliver());
    expect(await world.deliveriesTo(consumer)).toBe(delivered);
  });

  describe('when an approval is taken back', () => {
    let registered: Registered;
    let session: { challenge: string; sessionKey: Uint8Array };
    const show = (method: string, path: string, body = '') => {
      const { challenge, sessionKey } = session;
      const nonce = randomBytes(16).toString('base64url');
      const proof = makeProof(sessionKey, challenge, nonce, { method, path, body: Buffer.from(body) });
      return fetch(`${world.strict.url}${path}`, {
        method,
        headers: { authorization: formatProof(proof), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body }),
      });
    };
    const injection = (host: string) =>
      JSON.stringify({ url: `http://${host}/`, auth: { type: 'bearer', secret_ref: 'WANTED_UPSTREAM' } });

    beforeAll(async () => {
      registered = await world.approved();
      const { consumer, key } = registered;
      const response = await fetch(`${world.strict.url}/challenges`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ consumerId: consumer.id }),
      });
      const { challenge, ...sealed } = (await response.json()) as Record<
        'challenge' | 'enc' | 'ciphertext',
        string
      >;
      const context = { info: CHALLENGE_INFO, aad: Buffer.from(challenge) };
      session = { challenge, sessionKey: await ConsumerKey.open(key, sealed, context) };
    });

    it('ends the stream, and refuses deliveries, events and injected requests at once, also with an older challenge', async () => {
      const upstream = await startUpstream();
      await world.strict.store('WANTED_UPSTREAM', VALUE, { usePolicy: policyFor(upstream.host) });
      // The control: each of them is answered before.
      expect((await show('POST', '/deliveries', '{}')).status).toBe(200);
      expect((await show('POST', '/requests', injection(upstream.host))).status).toBe(200);
      const stream = await show('GET', '/deliveries/events');
      expect(stream.status).toBe(200);
      const [sent, delivered] = [upstream.received.length, await world.deliveriesTo(registered.consumer)];

      await world.disapprove(registered.consumer);
      for (const response of [
        await show('POST', '/deliveries', '{}'),
        await show('GET', '/deliveries/events'),
        await show('POST', '/requests', injection(upstream.host)),
      ]) {
        expect([response.status, await response.text()]).toEqual([
          403,
          expect.stringContaining('The consumer is not approved'),
        ]);
      }
      expect(await stream.text()).toMatch(/event: refused\ndata: \{\}\n\n$/);
      expect([upstream.received.length, await world.deliveriesTo(registered.consumer)]).toEqual([
        sent,
        delivered,
      ]);
      for (const action of ['delivery.refuse', 'injection.refuse']) {
        expect(await world.strict.events(action)).toContainEqual(
          expect.objectContaining({ subjectId: registered.consumer.id, detail: { reason: 'NOT_APPROVED' } }),
        );
      }
      expect(await world.strict.events('consumer.disapprove')).toEqual([
        expect.objectContaining({ subjectId: registered.consumer.id, outcome: 'ALLOWED' }),
      ]);
    });

    it('cannot be taken back twice, and goes with the consumer', async () => {
      await expect(world.disapprove(registered.consumer)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const { consumer } = await world.approved();
      const { stores, services } = world.strict.backend;
      const find = () => stores.consumerApprovals.find(stores.database.reader, [consumer.id]);
      expect(await find()).toHaveLength(1);
      await services.consumers.delete(world.strict.owner.permit('USE_SECRETS'), consumer.id);
      expect(await find()).toEqual([]);
    });
  });
});
