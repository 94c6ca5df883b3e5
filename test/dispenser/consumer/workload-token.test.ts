import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsumerClient } from '../../../src/client/consumer-client';
import type { Consumer } from '../../../src/core/consumer';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { describeOnEachDatabase } from '../../support/databases';
import { OidcIssuer, type TokenRequest } from '../../support/oidc-issuer';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';

const AUDIENCE = 'secrets-gateway';
const seconds = () => Math.floor(Date.now() / 1000);
const PINNED = { repository: 'acme/website', ref: 'refs/heads/main' };

describeOnEachDatabase('a workload with a token of its CI system', (tested) => {
  let world: DispensingWorld;
  let issuer: OidcIssuer;
  let consumer: Consumer;

  beforeAll(async () => {
    issuer = await OidcIssuer.start();
    world = await openDispensingWorld(tested);
    await world.store('DEPLOY_KEY', 'value for the deployment');
    ({ consumer } = await world.register({
      publicKey: null,
      identity: { issuer: issuer.url, audience: AUDIENCE, claims: PINNED },
      uses: { namePrefix: 'DEPLOY_' },
    }));
  });
  afterAll(async () => {
    await world.close();
    await issuer.stop();
  });

  const sign = (claims: object = {}, more: TokenRequest = {}): Promise<string> => {
    const usual = { aud: AUDIENCE, ...PINNED, jti: randomBytes(8).toString('hex') };
    return issuer.mint({ alg: 'ES256', ...more, claims: { ...usual, ...claims } });
  };

  const ask = (token: string, body: object = {}, url = world.url) =>
    fetch(`${url}/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        consumerId: consumer.id,
        nonce: randomBytes(16).toString('base64url'),
        publicKey: ConsumerKey.generate().publicKey,
        ...body,
      }),
    });

  const refused = async (response: Response, status: number, reason: string) => {
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining('"errors"')]);
    expect(text).not.toContain('ciphertext');
    expect(await world.events('delivery.refuse')).toContainEqual(
      expect.objectContaining({ subjectId: consumer.id, detail: { reason } }),
    );
  };

  it('gets what it may use, sealed to a key that it made for this run', async () => {
    const tokenFile = join(tested.dataFolder(), 'token');
    writeFileSync(tokenFile, `${await sign()}\n`);
    const settings = {
      dispenser: world.url,
      consumer: consumer.id,
      key: undefined,
      tokenFile,
      tokenVariable: undefined,
    };
    const client = new ConsumerClient(settings);
    const delivered = await client.deliver();
    expect(delivered.text('DEPLOY_KEY')).toBe('value for the deployment');
    expect(await client.deliverUnless(delivered)).toBeUndefined();
    const watching = client.watch({ signal: AbortSignal.timeout(5000) });
    expect((await watching.next()).value?.names).toEqual(['DEPLOY_KEY']);
    await watching.return();
  });

  it.each<[string, object, string?]>([
    ['another audience', { aud: 'somebody else' }, 'TOKEN_AUDIENCE'],
    ['another issuer', { iss: 'https://issuer.example' }, 'TOKEN_ISSUER'],
    ['another repository', { repository: 'acme/website2' }, 'TOKEN_CLAIM'],
    ['a claim that is missing', { ref: null }, 'TOKEN_CLAIM'],
    ['a claim that is a list', { ref: ['refs/heads/main'] }, 'TOKEN_CLAIM'],
    ['a time that is over', { exp: 1000 }, 'TOKEN_EXPIRED'],
    ['a time over for longer than clocks may differ', { exp: seconds() - 75 }, 'TOKEN_EXPIRED'],
    ['a time that is to come', { nbf: 4_000_000_000 }, 'TOKEN_NOT_YET'],
    ['an issue that is to come', { iat: seconds() + 600 }, 'TOKEN_NOT_YET'],
    ['an issue a long time ago', { iat: 1000 }, 'TOKEN_EXPIRED'],
    ['no expiry', { exp: null }],
    ['another audience too, issued to another client', { aud: [AUDIENCE, 'another'], azp: 'another' }],
    ['the events of a logout', { events: {} }],
    ['a claim that says it is for refreshing', { typ: 'Refresh' }],
  ])('is refused with %s', async (_, claims, reason = 'TOKEN') => {
    await refused(await ask(await sign(claims)), 401, reason);
    // Clocks differ: this one is not over yet, and that one has begun.
    const late = { exp: seconds() - 30, nbf: seconds() + 30 };
    expect((await ask(await sign(late))).status).toBe(200);
  });

  it('is refused with a logout token, and served with an access token', async () => {
    await refused(await ask(await sign({}, { header: { typ: 'logout+jwt' } })), 401, 'TOKEN');
    expect((await ask(await sign({}, { header: { typ: 'at+jwt' } }))).status).toBe(200);
  });

  it('is refused with a token that nobody signed, or somebody else, or with a public key as the shared one', async () => {
    const tokens = [
      await sign({}, { signedWith: 'unknown' }),
      await sign({}, { alg: 'HS256', signedWith: 'publicKey' }),
      `${await sign({}, { alg: 'none', signedWith: 'nothing' })}AAAA`,
    ];
    for (const token of tokens) await refused(await ask(token), 401, 'TOKEN');
  });

  it('cannot have what a stolen token is worth sealed to another key', async () => {
    const token = await sign();
    const own = ConsumerKey.generate().publicKey;
    expect((await ask(token, { publicKey: own })).status).toBe(200);
    expect((await ask(token, { publicKey: own })).status).toBe(200);
    await refused(await ask(token), 403, 'KEY_SWAP');
  });

  it('cannot have a stolen token pass for another one by the second form of its signature', async () => {
    const token = await sign();
    expect((await ask(token)).status).toBe(200);
    const twin = secondForm(token);
    expect(twin).not.toBe(token);
    // The control: the issuer's keys verify it as well.
    const fresh = secondForm(await sign());
    expect((await ask(fresh)).status).toBe(200);
    await refused(await ask(twin), 403, 'KEY_SWAP');
  });

  it('has everything sealed to the registered key only, when there is one', async () => {
    const { consumer: keyed, key } = await world.register({
      identity: { issuer: issuer.url, audience: AUDIENCE, claims: PINNED },
      uses: { namePrefix: 'DEPLOY_' },
    });
    const swapped = await ask(await sign(), { consumerId: keyed.id });
    expect([swapped.status, await swapped.text()]).toEqual([403, expect.not.stringContaining('ciphertext')]);
    expect((await ask(await sign(), { consumerId: keyed.id, publicKey: key.publicKey })).status).toBe(200);
    expect((await ask(await sign(), { consumerId: keyed.id, publicKey: undefined })).status).toBe(200);
  });

  it('is refused when its consumer takes no tokens, or the key is none', async () => {
    const { consumer: keyed } = await world.register({ uses: { namePrefix: 'DEPLOY_' } });
    const response = await ask(await sign(), { consumerId: keyed.id });
    expect(response.status).toBe(401);
    for (const publicKey of ['', 'x', Buffer.alloc(32).toString('base64url')]) {
      expect((await ask(await sign(), { publicKey })).status).toBe(400);
    }
  });

  it('is refused without 16 bytes of its own, by which it knows the answer', async () => {
    const nonce = randomBytes(16).toString('base64url');
    for (const bad of ['', 'x', nonce.slice(1), `${nonce}A`, `${nonce.slice(1)}!`]) {
      await refused(await ask(await sign(), { nonce: bad }), 401, 'TOKEN');
    }
    expect((await ask(await sign(), { nonce })).status).toBe(200);
  });

  it('is told that it is not its fault when the issuer cannot be reached', async () => {
    await issuer.down();
    const fresh = await openDispensingWorld(tested);
    try {
      const response = await ask(await sign(), {}, fresh.url);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    } finally {
      await issuer.up();
      await fresh.close();
    }
  });

  it('is not served when its issuer is in a network that may not be reached', async () => {
    const strict = await openDispensingWorld(tested, { SECRETS_GATEWAY_UPSTREAM_NETWORKS: '10.0.0.0/8' });
    try {
      await issuer.requests();
      expect((await ask(await sign(), {}, strict.url)).status).toBe(503);
      expect(await issuer.requests()).toEqual([]);
      expect((await ask(await sign())).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});

/** The same token with the other valid ECDSA signature: (r, n - s) in place of (r, s), on P-256 (SEC 1, §4.1.4). */
function secondForm(token: string): string {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const at = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(at), 'base64url');
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  const other = Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex');
  return token.slice(0, at) + Buffer.concat([signature.subarray(0, 32), other]).toString('base64url');
}
