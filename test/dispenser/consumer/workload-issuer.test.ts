import { Readable } from 'node:stream';
import { errors } from 'jose';
import { WorkloadIssuers } from '../../../src/dispenser/consumer/workload-issuer';
import { verifyWorkloadToken } from '../../../src/dispenser/consumer/workload-token';
import { UPSTREAM_LIMITS, Upstream } from '../../../src/dispenser/upstream/upstream-client';
import { OidcIssuer } from '../../support/oidc-issuer';

describe('the keys of an issuer', () => {
  let issuer: OidcIssuer;
  beforeAll(async () => {
    issuer = await OidcIssuer.start();
  });
  afterAll(() => issuer.stop());

  const upstream = new Upstream({ limits: UPSTREAM_LIMITS, allowLoopback: true, allowedNetworks: [] });
  const verified = async (issuers: WorkloadIssuers, token: string) => {
    const identity = { issuer: issuer.url, audience: OidcIssuer.audience, claims: { sub: 'subject' } };
    return 'expiresAt' in (await verifyWorkloadToken(token, identity, issuers, 60));
  };

  it('are read once, and again for a key that is not known, but not again and again', async () => {
    const [eager, patient] = [new WorkloadIssuers(upstream, 0), new WorkloadIssuers(upstream, 60_000)];
    await issuer.requests();
    for (const issuers of [eager, patient]) {
      expect(await verified(issuers, await issuer.mint())).toBe(true);
      expect(await verified(issuers, await issuer.mint())).toBe(true);
    }
    expect(await issuer.requests()).toHaveLength(4);
    await issuer.rotate();
    const token = await issuer.mint();
    expect([await verified(eager, token), await verified(patient, token)]).toEqual([true, false]);
    expect(await issuer.requests()).toHaveLength(2);
  });

  it.each([
    { discovery: 'redirecting' },
    { discovery: 'naming another issuer' },
    { discovery: 'without keys' },
    { discovery: 'garbage' },
    { discovery: 'failing' },
    { jwks: 'failing' },
    { jwks: 'garbage' },
    { jwks: 'malformed' },
    { jwks: 'redirecting' },
  ] as const)('that cannot be had are nobody else’s: %p', async (mode) => {
    const issuers = new WorkloadIssuers(upstream, 0);
    await issuer.serve(mode);
    await expect(verified(issuers, await issuer.mint())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await issuer.serve({});
    expect(await verified(issuers, await issuer.mint())).toBe(true);
  });

  it('are not asked for again by every token while the issuer fails, but after a while', async () => {
    const issuers = new WorkloadIssuers(upstream);
    const token = await issuer.mint();
    await issuer.serve({ discovery: 'failing' });
    await issuer.requests();
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const together = await Promise.allSettled(Array.from({ length: 10 }, () => verified(issuers, token)));
    expect(together.map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
    expect(await issuer.requests()).toHaveLength(1);
    await issuer.serve({});
    await expect(verified(issuers, token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await issuer.requests()).toEqual([]);
    clock.mockReturnValue(start + 1_000);
    expect(await verified(issuers, token)).toBe(true);
    expect(await issuer.requests()).toHaveLength(2);
    // An issuer that was there again is waited for as at first.
    const later = start + 1_001 + 10 * 60_000;
    clock.mockReturnValue(later);
    await issuer.serve({ discovery: 'failing' });
    await expect(verified(issuers, token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await issuer.serve({});
    clock.mockReturnValue(later + 1_000);
    expect(await verified(issuers, token)).toBe(true);
    clock.mockRestore();
  });
});

describe('what an issuer answers', () => {
  const ISSUER = 'https://issuer.example';
  /** Whether the keys can be read from a document of so many bytes with this status. */
  const readable = async (status: number, bytes: number) => {
    const document = JSON.stringify({ issuer: ISSUER, jwks_uri: `${ISSUER}/keys`, keys: [] });
    const exchange: Upstream['exchange'] = (_, read) =>
      read({ status, headers: [], body: Readable.from([Buffer.from(document.padEnd(bytes))]) });
    const find = new WorkloadIssuers({ exchange } as Upstream, 0).keysOf(ISSUER);
    const error: unknown = await Promise.resolve(
      find({ alg: 'ES256' }, { payload: '', signature: '' }),
    ).catch((thrown: unknown) => thrown);
    // Keys that were read do not have the one that is looked for.
    return error instanceof errors.JWKSNoMatchingKey;
  };

  it('counts with status 200 only, and up to 256 KiB', async () => {
    expect(await readable(200, 256 * 1024)).toBe(true);
    expect(await readable(200, 256 * 1024 + 1)).toBe(false);
    expect(await readable(203, 0)).toBe(false);
  });
});
