import { randomBytes } from 'node:crypto';
import { newId } from '../../../src/core/id';
import { KeyRing } from '../../../src/crypto/key-ring';
import { CHALLENGE_MS, Challenges } from '../../../src/crypto/open/challenge';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { CHALLENGE_INFO } from '../../../src/crypto/proof';
import { testOpeningKey } from '../../support/backend';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';
import { post as postTo, proofOf, type Session, sessionOf } from '../proof.fixture';

describeOnEachDatabase('a consumer is refused', (tested) => {
  let world: DispensingWorld;
  let other: DispensingWorld;
  let registered: Registered;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    other = await openDispensingWorld(tested);
    await world.store('ANY', 'any value');
  });
  beforeEach(async () => {
    registered = await world.register({ uses: { namePrefix: '' } });
  });
  afterAll(async () => {
    await other.close();
    await world.close();
  });

  const post = (path: string, body: string, headers: Record<string, string> = {}, url = world.url) =>
    postTo(url, path, body, headers);

  const session = (consumer: Registered = registered): Promise<Session> => sessionOf(world.url, consumer);

  /** The reply, after checking that nothing was delivered and that the refusal is on record. */
  const refused = async (response: Response, status: number, reason: string) => {
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining('"errors"')]);
    expect(text).not.toContain('ciphertext');
    const events = [
      ...(await world.events('delivery.refuse')),
      ...(await world.events('authentication.refuse')),
    ];
    expect(events).toContainEqual(
      expect.objectContaining({ outcome: 'REFUSED', detail: expect.objectContaining({ reason }) }),
    );
    expect((await world.events('delivery.create')).map(({ subjectId }) => subjectId)).not.toContain(
      registered.consumer.id,
    );
  };

  it('not with a sound proof: the control of all that follow', async () => {
    const response = await post('/deliveries', '{}', { authorization: proofOf(await session()) });
    expect([response.status, Object.keys((await response.json()) as object)]).toEqual([
      200,
      expect.arrayContaining(['ciphertext', 'enc', 'expiresAt', 'secrets']),
    ]);
  });

  it('without anything, or with something else', async () => {
    await refused(await post('/deliveries', '{}'), 401, 'CREDENTIAL');
    for (const authorization of ['Bearer x', 'Consumer challenge="x"', 'Basic eDp5']) {
      expect((await post('/deliveries', '{}', { authorization })).status).toBe(401);
    }
  });

  it('with a proof made with another key', async () => {
    const { challenge } = await session();
    const authorization = proofOf({ challenge, sessionKey: randomBytes(32) });
    await refused(await post('/deliveries', '{}', { authorization }), 401, 'PROOF');
  });

  it('with a proof for another body, path or method', async () => {
    const sound = await session();
    for (const request of [{ body: '{ }' }, { path: '/deliveries?' }, { method: 'GET' }]) {
      const authorization = proofOf(sound, request);
      await refused(await post('/deliveries', '{}', { authorization }), 401, 'PROOF');
    }
  });

  it('with a proof that was used, at the same dispenser or at another one', async () => {
    const consumer = registered;
    registered = await world.register({ uses: { namePrefix: '' } });
    const authorization = proofOf(await session(consumer));
    expect((await post('/deliveries', '{}', { authorization })).status).toBe(200);
    await refused(await post('/deliveries', '{}', { authorization }), 401, 'REPLAYED');
    await refused(await post('/deliveries', '{}', { authorization }, other.url), 401, 'REPLAYED');
    expect(
      (await post('/deliveries', '{}', { authorization: proofOf(await session(consumer)) })).status,
    ).toBe(200);
  });

  it('with a challenge that is over, of other keys, or changed', async () => {
    const { consumer, key } = registered;
    const issued = async (ring: string, ago: number): Promise<Session> => {
      const challenges = new Challenges(new KeyRing([testOpeningKey(ring)]));
      const { challenge, sealed } = await challenges.issue(
        consumer.id,
        key.publicKey,
        new Date(Date.now() - ago),
      );
      const context = { info: CHALLENGE_INFO, aad: Buffer.from(challenge) };
      return { challenge, sessionKey: await ConsumerKey.open(key, sealed, context) };
    };
    const control = await issued('backend', CHALLENGE_MS - 5_000);
    for (const bad of [
      await issued('backend', CHALLENGE_MS + 1),
      await issued('another', 0),
      { ...control, challenge: `x${control.challenge.slice(1)}` },
      { ...control, challenge: `${control.challenge}.x` },
    ]) {
      await refused(await post('/deliveries', '{}', { authorization: proofOf(bad) }), 401, 'CHALLENGE');
    }
    expect((await post('/deliveries', '{}', { authorization: proofOf(control) })).status).toBe(200);
  });

  it('with a challenge for the key it had before', async () => {
    const before = await session();
    const { publicKey } = ConsumerKey.generate();
    await world.backend.services.consumers.rotateKey(
      world.owner.permit('USE_SECRETS'),
      registered.consumer.id,
      publicKey,
    );
    await refused(await post('/deliveries', '{}', { authorization: proofOf(before) }), 401, 'KEY_CHANGED');
    await expect(registered.client.deliver()).rejects.toMatchObject({ code: 'KEY_CHANGED' });
  });

  it('at once when it is deleted, or its time is over', async () => {
    const before = await session();
    const permit = world.owner.permit('USE_SECRETS');
    const { services } = world.backend;
    const expiresAt = new Date(Date.now() + 400);
    await services.consumers.update(permit, { id: registered.consumer.id, expiresAt });
    await new Promise((done) => setTimeout(done, 450));
    await refused(
      await post('/deliveries', '{}', { authorization: proofOf(before) }),
      401,
      'CONSUMER_EXPIRED',
    );
    await services.consumers.update(permit, { id: registered.consumer.id, expiresAt: null });
    await services.consumers.delete(permit, registered.consumer.id);
    await refused(
      await post('/deliveries', '{}', { authorization: proofOf(before) }),
      401,
      'CONSUMER_UNKNOWN',
    );
    const again = await post('/challenges', JSON.stringify({ consumerId: registered.consumer.id }));
    expect(again.status).toBe(401);
  });

  it('from an address outside its ranges', async () => {
    const { services } = world.backend;
    const update = (addressRanges: string[]) =>
      services.consumers.update(world.owner.permit('USE_SECRETS'), {
        id: registered.consumer.id,
        addressRanges,
      });
    const before = await session();
    await update(['10.0.0.0/8', '2001:db8::/32']);
    await refused(await post('/deliveries', '{}', { authorization: proofOf(before) }), 403, 'ADDRESS');
    await update(['127.0.0.0/8']);
    expect((await post('/deliveries', '{}', { authorization: proofOf(before) })).status).toBe(200);
  });

  it('when nobody knows it, or its id is none', async () => {
    const unknown = await post('/challenges', JSON.stringify({ consumerId: newId('consumer') }));
    await refused(unknown, 401, 'CONSUMER_UNKNOWN');
    for (const body of ['{}', '{"consumerId":"x"}', `{"consumerId":"${newId('secret')}"}`, '[]', '{"a":1}']) {
      expect((await post('/challenges', body)).status).toBe(400);
    }
  });

  it('with one event for many ids that nobody knows, and a control for each consumer that exists', async () => {
    const before = (await world.events('authentication.refuse')).length;
    const challenge = (id: string) => post('/challenges', JSON.stringify({ consumerId: id }));
    const replies = await Promise.all(Array.from({ length: 50 }, () => challenge(newId('consumer'))));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
    // The requests may lie on both sides of the end of an interval.
    expect((await world.events('authentication.refuse')).length - before).toBeLessThanOrEqual(2);
    const addressRanges = ['10.0.0.0/8'];
    const known = [await world.register({ addressRanges }), await world.register({ addressRanges })];
    for (const { consumer } of known) await refused(await challenge(consumer.id), 403, 'ADDRESS');
    const subjects = (await world.events('delivery.refuse')).map(({ subjectId }) => subjectId);
    expect(subjects).toEqual(expect.arrayContaining(known.map(({ consumer }) => consumer.id)));
  });

  it('politely when it asks for too many challenges', async () => {
    const body = JSON.stringify({ consumerId: registered.consumer.id });
    const replies = await Promise.all(
      Array.from({ length: 310 }, () => post('/challenges', body, {}, other.url)),
    );
    const last = replies.filter(({ status }) => status === 429);
    expect(last.length).toBeGreaterThan(0);
    expect(Number(last[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(replies.filter(({ status }) => status === 200).length).toBe(300);
  });
});
