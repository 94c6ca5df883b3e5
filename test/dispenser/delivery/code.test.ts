import { Secret, TOTP } from 'otpauth';
import { ConsumerClient } from '../../../src/client/consumer-client';
import { Plaintext } from '../../../src/core/plaintext';
import { CODES_INFO } from '../../../src/crypto/code.format';
import { DELIVERY_INFO, type SealedDelivery } from '../../../src/crypto/delivery.format';
import { openDelivery } from '../../../src/crypto/open/delivery';
import { expectNoCanary, findCanary, newCanary } from '../../support/canary';
import { describeOnEachDatabase } from '../../support/databases';
import { OidcIssuer } from '../../support/oidc-issuer';
import { usingCodeWorld } from './code.fixture';
import { base32, TOTP_SEED } from './totp.fixture';

/** RFC 6238, appendix B, at 1111111109 seconds. */
const VECTOR_AT = 1_111_111_109_000;
const VECTORS = [
  ['SHA1', '12345678901234567890', '07081804'],
  ['SHA256', '12345678901234567890123456789012', '68084774'],
  ['SHA512', '1234567890123456789012345678901234567890123456789012345678901234', '25091201'],
] as const;

describeOnEachDatabase('codes', (tested) => {
  const { world, registered, store, ask, created } = usingCodeWorld(tested);
  afterEach(() => jest.restoreAllMocks());

  it.each(VECTORS)('of RFC 6238 with %s come through the dispenser', async (algorithm, seed, code) => {
    const name = `C_${algorithm}`;
    await store(name, `otpauth://totp/x?secret=${base32(seed)}&algorithm=${algorithm}&digits=8&period=30`);
    const generate = TOTP.prototype.generate;
    jest.spyOn(TOTP.prototype, 'generate').mockImplementation(function (this: TOTP) {
      return generate.call(this, { timestamp: VECTOR_AT });
    });
    expect(await registered().client.code(name)).toMatchObject({ code, period: 30 });
  });

  it('are those of the moment: what an authenticator app shows', async () => {
    const shown = (at: number) =>
      new TOTP({ secret: Secret.fromBase32(TOTP_SEED) }).generate({ timestamp: at });
    const before = shown(Date.now());
    const { code } = await registered().client.code('C_LOGIN');
    expect([before, shown(Date.now())]).toContain(code);
  });

  it('come with the seconds that they still hold, by the names that were asked for', async () => {
    await store('C_MINUTE', `otpauth://totp/x?secret=${TOTP_SEED}&period=60&digits=7`);
    const codes = await registered().client.codes(['c_login', 'C_MINUTE', 'C_LOGIN']);
    expect([...codes.keys()]).toEqual(['c_login', 'C_MINUTE', 'C_LOGIN']);
    expect(codes.get('c_login')).toEqual(codes.get('C_LOGIN'));
    const { code, period, remaining } = codes.get('C_MINUTE')!;
    expect([code, period]).toEqual([expect.stringMatching(/^\d{7}$/), 60]);
    expect(remaining).toBeGreaterThanOrEqual(1);
    expect(remaining).toBeLessThanOrEqual(60);
  });

  it('are never the seed: not in the reply, not when it is opened, not in the audit log or the log', async () => {
    const canary = newCanary();
    const seed = base32(canary.text);
    await store('C_CANARY', `otpauth://totp/x?secret=${seed}`);
    const response = await ask(['C_CANARY']);
    const reply = await response.text();
    const sealed = JSON.parse(reply) as SealedDelivery;
    const [item] = await openDelivery(registered().key, sealed, expectedOf(sealed));
    const opened = Buffer.from(Plaintext.reveal(item!.plaintext)).toString();
    expect(JSON.parse(opened)).toEqual({
      code: expect.stringMatching(/^\d{6}$/),
      period: 30,
      remaining: expect.any(Number),
    });
    await expect(registered().client.deliver({ only: ['C_CANARY'] })).rejects.toThrow('TOTP');
    const actions = ['code.create', 'code.refuse', 'delivery.refuse', 'secret.create'];
    const events = JSON.stringify(await Promise.all(actions.map((action) => world().events(action))));
    const places = { reply, opened, events, log: world().lines.join('') };
    const holdsSeed = (text: string) =>
      Array.from({ length: seed.length - 11 }, (_, at) => seed.slice(at, at + 12)).some((part) =>
        text.includes(part),
      );
    for (const [place, content] of Object.entries(places)) {
      expectNoCanary(place, content, [canary]);
      expect([place, holdsSeed(content)]).toEqual([place, false]);
    }
    // The control: the same searches find it where it is.
    expect([holdsSeed(`…${seed.slice(7, 20)}…`), findCanary(canary.text, canary).length]).toEqual([true, 1]);
    expect([places.log.includes('/codes'), places.events.includes('C_CANARY')]).toEqual([true, true]);
    expect(reply).not.toContain('C_CANARY');
  });

  it('open for their consumer only, for this request only, and are no delivery of values', async () => {
    const sealed = (await (await ask(['C_LOGIN'])).json()) as SealedDelivery;
    const expected = expectedOf(sealed);
    const other = await world().register();
    expect(await openDelivery(registered().key, sealed, expected)).toHaveLength(1);
    for (const failing of [
      () => openDelivery(other.key, sealed, expected),
      () => openDelivery(registered().key, sealed, { ...expected, nonce: 'AAAAAAAAAAAAAAAAAAAAAA' }),
      () => openDelivery(registered().key, sealed, { ...expected, info: DELIVERY_INFO }),
    ]) {
      await expect(failing()).rejects.toMatchObject({ name: 'OpenError' });
    }
    const original = globalThis.fetch;
    // Somebody in between who answers with what an earlier request got.
    globalThis.fetch = async (...args) =>
      String(args[0]).endsWith('/codes') ? Response.json(sealed) : original(...args);
    try {
      await expect(registered().client.code('C_LOGIN')).rejects.toMatchObject({ code: 'MALFORMED' });
    } finally {
      globalThis.fetch = original;
    }
    expect((await registered().client.code('C_LOGIN')).period).toBe(30);
  });

  it('are one audit event with names and versions, and the last use of the secret', async () => {
    const secret = await store('C_USED', TOTP_SEED);
    const before = await created();
    await registered().client.codes(['C_LOGIN', 'C_USED']);
    expect(await created()).toBe(before + 1);
    const [event] = await world().events('code.create');
    expect(event).toMatchObject({
      outcome: 'ALLOWED',
      subjectId: registered().consumer.id,
      principalKind: 'CONSUMER',
      detail: { count: 2, secrets: '["C_LOGIN@1","C_USED@1"]' },
    });
    const permit = world().owner.permit('VIEW_SECRETS');
    const used = async () => (await world().backend.services.secretQueries.find([permit], [secret.id]))[0]!;
    while ((await used()).lastUsedAt === null) await new Promise((done) => setTimeout(done, 50));
    expect((await used()).lastUsedAt).toBeInstanceOf(Date);
  });

  it('of a personal secret are on record by its id', async () => {
    const member = await world().backend.newServiceUser('MEMBER');
    const own = await world().store('C_OWN', TOTP_SEED, { type: 'TOTP', access: 'PERSONAL' }, member);
    const personal = await world().register({ isPersonal: true, uses: { namePrefix: 'C_O' } }, member);
    await personal.client.code('C_OWN');
    const [event] = await world().events('code.create');
    expect(event?.detail).toMatchObject({ secrets: `["${own.id}@1"]` });
    await expect(registered().client.code('C_OWN')).rejects.toMatchObject({ code: 'NOT_DELIVERED' });
  });

  it('follow what is allowed at that moment', async () => {
    const { services } = world().backend;
    const secret = await store('LIVE_SEED', TOTP_SEED);
    const { client, consumer } = await world().register();
    const give = (secretIds: string[]) =>
      services.consumers.update(world().owner.permit('USE_SECRETS'), {
        id: consumer.id,
        uses: { secretIds },
      });
    const has = () =>
      client.code('LIVE_SEED').then(
        () => true,
        (error: { code: string }) => {
          if (error.code !== 'NOT_DELIVERED') throw error;
          return false;
        },
      );
    expect(await has()).toBe(false);
    await give([secret.id]);
    expect(await has()).toBe(true);
    await give([]);
    expect(await has()).toBe(false);
    await give([secret.id]);
    const replaced = await client.code('LIVE_SEED');
    await services.secrets.update(world().owner.permit('MANAGE_OWN_SECRETS'), {
      id: secret.id,
      expiresAt: new Date(Date.now() + 300),
    });
    expect(replaced.period).toBe(30);
    await new Promise((done) => setTimeout(done, 350));
    expect(await has()).toBe(false);
  });

  it('go to a workload with a token, sealed to the key of its run', async () => {
    const issuer = await OidcIssuer.start();
    try {
      const claims = { aud: 'secrets-gateway', ref: 'main' };
      const identity = { issuer: issuer.url, audience: claims.aud, claims: { ref: 'main' } };
      const { consumer, settings } = await world().register({
        publicKey: null,
        identity,
        uses: { namePrefix: 'C_' },
      });
      process.env.TOKEN_OF_THE_TEST = await issuer.mint({ alg: 'ES256', claims });
      const shown = { ...settings, key: undefined, tokenVariable: 'TOKEN_OF_THE_TEST' };
      expect((await new ConsumerClient(shown).code('C_LOGIN')).code).toMatch(/^\d{6}$/);
      expect((await world().events('code.create'))[0]).toMatchObject({ subjectId: consumer.id });
    } finally {
      delete process.env.TOKEN_OF_THE_TEST;
      await issuer.stop();
    }
  });
});

/** What the consumer that asked expects of the answer. */
function expectedOf({ consumerId, nonce }: SealedDelivery) {
  return { consumerId, nonce, now: new Date(), info: CODES_INFO };
}
