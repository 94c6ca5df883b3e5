import { randomBytes } from 'node:crypto';
import { KeyRing } from '../../src/crypto/key-ring';
import { CHALLENGE_MS, Challenges } from '../../src/crypto/open/challenge';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { CHALLENGE_INFO } from '../../src/crypto/proof';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser/dispenser.fixture';
import { policyFor } from '../dispenser/injection/injection.fixture';
import { post, postProven, proofOf, type Session, sessionOf } from '../dispenser/proof.fixture';
import { startUpstream, stopUpstreams, type TestUpstream } from '../dispenser/upstream/upstream.fixture';
import { testOpeningKey } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { OidcIssuer } from '../support/oidc-issuer';

const AUDIENCE = 'secrets-gateway';
const USES = { uses: { namePrefix: 'A_' } };

describeOnEachDatabase('a malicious workload', (tested) => {
  let world: DispensingWorld;
  let other: DispensingWorld;
  let upstream: TestUpstream;
  let issuer: OidcIssuer;
  let registered: Registered;
  beforeAll(async () => {
    issuer = await OidcIssuer.start();
    upstream = await startUpstream();
    world = await openDispensingWorld(tested);
    other = await openDispensingWorld(tested);
    await world.store('A_TOKEN', 'value of the token', { usePolicy: policyFor(upstream.host) });
    await world.store('A_SEED', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', { type: 'TOTP' });
  });
  beforeEach(async () => {
    registered = await world.register(USES);
  });
  afterAll(async () => {
    await other.close();
    await world.close();
    await stopUpstreams();
    await issuer.stop();
  });

  describe.each([
    ['/deliveries', 'delivery', () => '{}'],
    ['/codes', 'code', () => '{"secrets":["A_SEED"]}'],
    [
      '/requests',
      'injection',
      () =>
        JSON.stringify({
          url: `http://${upstream.host}/`,
          auth: { type: 'bearer', secret_ref: 'A_TOKEN' },
        }),
    ],
  ])('%s', (path, noun, bodyOf) => {
    const send = (session: Session, more: { body?: string; url?: string } = {}) => {
      const { body = bodyOf(), url = world.url } = more;
      return post(url, path, body, { authorization: proofOf(session, { path, body: bodyOf() }) });
    };
    const served = async (consumerId: string) =>
      (await world.events(`${noun}.create`)).filter(({ subjectId }) => subjectId === consumerId).length;

    /** Expects a clear error, one more audit event, nothing handed out and nothing sent. */
    const refused = async (
      attack: () => Promise<Response>,
      status: number,
      reason: string,
      whose: string | null,
    ) => {
      const id = whose ?? registered.consumer.id;
      const [sent, before] = [upstream.connections(), await served(id)];
      const response = await attack();
      const text = await response.text();
      expect([response.status, text]).toEqual([status, expect.stringContaining('"errors":[{"message":"')]);
      expect(text).not.toContain('ciphertext');
      expect([upstream.connections(), await served(id)]).toEqual([sent, before]);
      const events = [
        ...(await world.events(`${noun}.refuse`)),
        ...(await world.events('authentication.refuse')),
      ];
      expect(events).toContainEqual(
        expect.objectContaining({
          outcome: 'REFUSED',
          detail: expect.objectContaining({ reason }),
          subjectId: whose,
        }),
      );
    };

    it('answers who shows a sound proof: the control of all that follow', async () => {
      const response = await postProven(world.url, path, bodyOf(), registered);
      expect([response.status, await served(registered.consumer.id)]).toEqual([200, 1]);
    });

    it('with a wrong signature, or one for another body, is refused', async () => {
      const session = await sessionOf(world.url, registered);
      await refused(() => send({ ...session, sessionKey: randomBytes(32) }), 401, 'PROOF', null);
      await refused(() => send(session, { body: `${bodyOf()} ` }), 401, 'PROOF', null);
    });

    it('with a proof that was used, here or at another dispenser, is refused', async () => {
      const body = bodyOf();
      const authorization = proofOf(await sessionOf(world.url, registered), { path, body });
      expect((await post(world.url, path, body, { authorization })).status).toBe(200);
      for (const { url } of [world, other]) {
        await refused(
          () => post(url, path, body, { authorization }),
          401,
          'REPLAYED',
          registered.consumer.id,
        );
      }
    });

    it('with a challenge that is over, or of other keys, is refused', async () => {
      const issued = async (ring: string, ago: number): Promise<Session> => {
        const { consumer, key } = registered;
        const challenges = new Challenges(new KeyRing([testOpeningKey(ring)]));
        const made = await challenges.issue(consumer.id, key.publicKey, new Date(Date.now() - ago));
        const context = { info: CHALLENGE_INFO, aad: Buffer.from(made.challenge) };
        return { challenge: made.challenge, sessionKey: await ConsumerKey.open(key, made.sealed, context) };
      };
      const [over, foreign] = [await issued('backend', CHALLENGE_MS + 1), await issued('another', 0)];
      await refused(() => send(over), 401, 'CHALLENGE', null);
      await refused(() => send(foreign), 401, 'CHALLENGE', null);
    });

    it('in the name of a consumer that was revoked, or got another key, is refused at once', async () => {
      const permit = world.owner.permit('USE_SECRETS');
      const { consumers } = world.backend.services;
      const { id } = registered.consumer;
      const session = await sessionOf(world.url, registered);
      expect((await send(session)).status).toBe(200);
      await consumers.rotateKey(permit, id, ConsumerKey.generate().publicKey);
      await refused(() => send(session), 401, 'KEY_CHANGED', id);
      await consumers.delete(permit, id);
      await refused(() => send(session), 401, 'CONSUMER_UNKNOWN', id);
    });

    it('with a token that is expired, foreign, stolen or of nobody is refused', async () => {
      const identity = { issuer: issuer.url, audience: AUDIENCE, claims: { ref: 'main' } };
      const { consumer } = await world.register({ publicKey: null, identity, ...USES });
      const mint = (claims: object = {}) =>
        issuer.mint({
          alg: 'ES256',
          claims: { aud: AUDIENCE, ref: 'main', jti: randomBytes(8).toString('hex'), ...claims },
        });
      const show = (token: string, more: Record<string, string> = {}) =>
        post(world.url, path, bodyOf(), {
          authorization: `Bearer ${token}`,
          'x-consumer-id': consumer.id,
          'x-nonce': randomBytes(16).toString('base64url'),
          'x-public-key': ConsumerKey.generate().publicKey,
          ...more,
        });
      for (const [claims, reason] of [
        [{ exp: 1000 }, 'TOKEN_EXPIRED'],
        [{ aud: 'somebody else' }, 'TOKEN_AUDIENCE'],
        [{ ref: 'other' }, 'TOKEN_CLAIM'],
      ] as const) {
        const token = await mint(claims);
        await refused(() => show(token), 401, reason, consumer.id);
      }
      const token = await mint();
      await refused(() => show(token, { 'x-consumer-id': 'nobody' }), 401, 'CONSUMER_UNNAMED', null);
      expect((await show(token)).status).toBe(200);
      await refused(() => show(token), 403, 'KEY_SWAP', consumer.id);
    });
  });
});
