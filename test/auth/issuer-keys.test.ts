import { OidcVerifier } from '../../src/auth/oidc-verifier';
import { Unavailable } from '../../src/core/errors';
import { OidcIssuer } from '../support/oidc-issuer';

const _now = () => Math.floor(Date.now() / 1000);

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await OidcIssuer.start();
});
afterAll(() => issuer.stop());
afterEach(() => issuer.serve({}));

const verifierOf = (more: Partial<ConstructorParameters<typeof OidcVerifier>[0]> = {}) =>
  new OidcVerifier({ issuer: issuer.url, audience: OidcIssuer.audience, keyCooldownMs: 0, ...more });

describe('the keys of the issuer', () => {
  it('are fetched once, however many tokens come', async () => {
    const verifier = verifierOf({ keyCooldownMs: 30_000 });
    const token = await issuer.mint();
    await issuer.requests();
    await Promise.all(Array.from({ length: 10 }, () => verifier.verify(token)));
    await verifier.verify(token);
    expect(await issuer.requests()).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('are not fetched again and again for key ids that somebody made up', async () => {
    const verifier = verifierOf({ keyCooldownMs: 30_000 });
    await verifier.verify(await issuer.mint());
    await issuer.requests();
    for (let round = 0; round < 5; round++) {
      const token = await issuer.mint({ header: { kid: `made up ${round}` } });
      expect(await verifier.verify(token)).toBeUndefined();
    }
    expect(await issuer.requests()).toEqual([]);
  });

  it('are followed when they are rotated: the new ones hold, and the old ones no longer', async () => {
    const verifier = verifierOf();
    const before = await issuer.mint();
    expect(await verifier.verify(before)).toBeDefined();
    await issuer.rotate({ keep: true });
    expect(await verifier.verify(await issuer.mint())).toBeDefined();
    expect(await verifier.verify(before)).toBeDefined();
    await issuer.rotate();
    expect(await verifier.verify(await issuer.mint())).toBeDefined();
    expect(await verifier.verify(before)).toBeUndefined();
  });

  it.each(['redirecting', 'naming another issuer', 'without keys', 'garbage', 'failing'] as const)(
    'are not taken from a discovery document that is %s, until it is in order',
    async (discovery) => {
      const verifier = verifierOf();
      const token = await issuer.mint();
      await issuer.serve({ discovery });
      await issuer.requests();
      await expect(verifier.verify(token)).rejects.toThrow(Unavailable);
      expect(await issuer.requests()).toEqual(['/.well-known/openid-configuration']);
      await issuer.serve({});
      expect(await verifier.verify(token)).toBeDefined();
    },
  );

  it.each(['failing', 'garbage', 'malformed', 'redirecting'] as const)(
    'are not there while the key set is %s: nobody is told that the token is wrong',
    async (jwks) => {
      const verifier = verifierOf();
      const token = await issuer.mint();
      await issuer.serve({ jwks });
      await expect(verifier.verify(token)).rejects.toThrow(Unavailable);
      await issuer.serve({});
      expect(await verifier.verify(token)).toBeDefined();
    },
  );

  it('are found again after they moved', async () => {
    const verifier = verifierOf();
    const token = await issuer.mint();
    expect(await verifier.verify(token)).toBeDefined();
    await issuer.serve({ jwksPath: '/jwks-2' });
    const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 11 * 60_000);
    const fresh = await issuer.mint();
    await expect(verifier.verify(fresh)).rejects.toThrow(Unavailable);
    expect(await verifier.verify(fresh)).toBeDefined();
    later.mockRestore();
  });

  it('are not asked for again by every token while the issuer fails, but after a while', async () => {
    const verifier = verifierOf({ keyCooldownMs: 30_000 });
    const token = await issuer.mint();
    await issuer.serve({ discovery: 'failing' });
    await issuer.requests();
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const together = await Promise.allSettled(Array.from({ length: 10 }, () => verifier.verify(token)));
    expect(together.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    await expect(verifier.verify(token)).rejects.toThrow(Unavailable);
    expect(await issuer.requests()).toHaveLength(1);
    clock.mockReturnValue(start + 1_000);
    await expect(verifier.verify(token)).rejects.toThrow(Unavailable);
    expect(await issuer.requests()).toHaveLength(1);
    await issuer.serve({});
    clock.mockReturnValue(start + 2_999);
    await expect(verifier.verify(token)).rejects.toThrow(Unavailable);
    clock.mockReturnValue(start + 3_000);
    expect(await verifier.verify(token)).toBeDefined();
    clock.mockRestore();
  });

  it('that are known are used while those of an unknown key id cannot be asked for', async () => {
    const verifier = verifierOf({ keyCooldownMs: 1 });
    const [token, unknown] = [await issuer.mint(), await issuer.mint({ header: { kid: 'unknown' } })];
    expect(await verifier.verify(token)).toBeDefined();
    await issuer.serve({ jwks: 'failing' });
    const start = Date.now() + 1_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    await issuer.requests();
    for (let sent = 0; sent < 3; sent += 1)
      await expect(verifier.verify(unknown)).rejects.toThrow(Unavailable);
    expect(await issuer.requests()).toHaveLength(1);
    expect(await verifier.verify(token)).toBeDefined();
    clock.mockRestore();
    await issuer.serve({});
  });

  it('are kept for a while when the issuer is down, and it recovers by itself', async () => {
    const [warm, cold] = [verifierOf(), verifierOf()];
    const token = await issuer.mint();
    await warm.verify(token);
    await issuer.down();
    expect(await warm.verify(token)).toBeDefined();
    await expect(warm.verify(await issuer.mint({ header: { kid: 'unknown' } }))).rejects.toThrow(Unavailable);
    await expect(cold.verify(token)).rejects.toThrow(Unavailable);
    await issuer.up();
    expect(await cold.verify(token)).toBeDefined();
    expect(await warm.verify(await issuer.mint({ header: { kid: 'unknown' } }))).toBeUndefined();
  });
});
