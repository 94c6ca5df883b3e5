import { OidcVerifier } from '../../src/auth/oidc-verifier';
import { OidcIssuer, type TokenRequest } from '../support/oidc-issuer';

const now = () => Math.floor(Date.now() / 1000);

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await OidcIssuer.start();
});
afterAll(() => issuer.stop());
afterEach(() => issuer.serve({}));

const verifierOf = (more: Partial<ConstructorParameters<typeof OidcVerifier>[0]> = {}) =>
  new OidcVerifier({ issuer: issuer.url, audience: OidcIssuer.audience, keyCooldownMs: 0, ...more });

describe('a token is refused', () => {
  let verifier: OidcVerifier;
  beforeAll(() => {
    verifier = verifierOf();
  });
  // The positive control: what is refused below differs from this in one thing.
  afterEach(async () => {
    expect(await verifier.verify(await issuer.mint())).toMatchObject({ subject: 'subject' });
  });

  it.each<[string, TokenRequest]>([
    ['of algorithm none without a signature', { alg: 'none', signedWith: 'nothing' }],
    ['of algorithm none with a signature', { alg: 'none' }],
    ['of algorithm None in another case', { alg: 'nOnE' }],
    ['signed with HMAC and the public key as PEM', { alg: 'HS256', signedWith: 'publicKey' }],
    ['signed with HMAC and the public key as JWK', { alg: 'HS256', signedWith: 'publicJwk' }],
    ['signed with HMAC under the name of another algorithm', { signedWith: 'publicKey' }],
    ['of an algorithm that does not exist', { alg: 'XX999' }],
    ['that names another algorithm than its key has', { header: { alg: 'ES256' } }],
    ['that names PS256 for the key of RS256', { header: { alg: 'PS256' } }],
    ['signed with a key of nobody', { signedWith: 'unknown' }],
    ['without a signature', { signedWith: 'nothing' }],
    ['with an unknown key id', { header: { kid: 'unknown' } }],
    ['with a key id that is a property of every object', { header: { kid: '__proto__' } }],
    ['with a critical header that is not understood', { header: { crit: ['exotic'], exotic: 1 } }],
    ['with a key of its own in the header', { header: { kid: null, jwk: {} }, signedWith: 'unknown' }],
    ['for another audience', { claims: { aud: 'another' } }],
    ['for a list of other audiences', { claims: { aud: ['another', 'gateway2'] } }],
    ['for no audience', { claims: { aud: null } }],
    ['for an audience that only begins like ours', { claims: { aud: 'gateway ' } }],
    ['of another issuer', { claims: { iss: 'https://issuer.example' } }],
    ['of an issuer that only begins like ours', { claims: { iss: 'ISSUER/' } }],
    ['of no issuer', { claims: { iss: null } }],
    ['that has expired', { claims: { exp: now() - 10 } }],
    ['without an expiry', { claims: { exp: null } }],
    ['whose expiry is no number', { claims: { exp: `${now() + 600}` } }],
    ['issued in the future', { claims: { iat: now() + 60 } }],
    ['issued more than a day ago', { claims: { iat: now() - 25 * 3600 } }],
    ['without a time of issue', { claims: { iat: null } }],
    ['that is not valid yet', { claims: { nbf: now() + 60 } }],
    ['without a subject', { claims: { sub: null } }],
    ['with an empty subject', { claims: { sub: '' } }],
    ['whose subject is a number', { claims: { sub: 7 } }],
    ['whose subject is an object', { claims: { sub: { id: 7 } } }],
    ['whose subject is a list', { claims: { sub: ['subject'] } }],
    ['whose subject has a NUL', { claims: { sub: 'a\0b' } }],
    ['whose subject is not ASCII', { claims: { sub: 'sübject' } }],
    ['whose subject has 256 characters', { claims: { sub: 'x'.repeat(256) } }],
    ['that is a logout token', { header: { typ: 'logout+jwt' } }],
    ['that is a logout token by its events', { claims: { events: {} } }],
    ['that is a security event', { header: { typ: 'application/SECEVENT+jwt' } }],
    ['of a type that is no text', { header: { typ: 7 } }],
    ['that is a refresh token by its claim', { claims: { typ: 'Refresh' } }],
    [
      'for several audiences, issued to another client',
      { claims: { aud: ['another', 'gateway'], azp: 'another' } },
    ],
    ['for several audiences, issued to a list', { claims: { aud: ['x', 'gateway'], azp: ['gateway'] } }],
  ])('%s', async (_, request) => {
    const claims = request.claims?.iss === 'ISSUER/' ? { iss: `${issuer.url}/` } : request.claims;
    const token = await issuer.mint({ ...request, ...(claims && { claims }) });
    expect(await verifier.verify(token)).toBeUndefined();
  });

  it.each([
    ['that is empty', () => ''],
    ['that is no token', () => 'a.b.c'],
    ['with a changed payload', (good: string) => good.replace(/\.(.{20})./, '.$1_')],
    ['with a changed signature', (good: string) => good.replace(/.{6}$/, 'AAAAAA')],
    ['with a part too many', (good: string) => `${good}.x`],
    ['of 1 MB', (good: string) => good.replace('.', `${'A'.repeat(1_000_000)}.`)],
    ['whose header is no JSON', (good: string) => good.replace(/^[^.]+/, 'e30e30')],
  ])('%s', async (_, change) => {
    expect(await verifier.verify(change(await issuer.mint()))).toBeUndefined();
  });
});

describe('a token is accepted', () => {
  it.each<[string, TokenRequest]>([
    ['signed with RS256', {}],
    ['signed with PS256', { alg: 'PS256' }],
    ['signed with ES256', { alg: 'ES256' }],
    ['signed with EdDSA', { alg: 'EdDSA' }],
    ['for several audiences, ours among them', { claims: { aud: ['another', 'gateway'] } }],
    ['for several audiences, issued to ours', { claims: { aud: ['another', 'gateway'], azp: 'gateway' } }],
    ['for several audiences, issued to a named client', { claims: { aud: ['x', 'gateway'], azp: 'page' } }],
    ['for our audience alone, issued to another client', { claims: { aud: ['gateway'], azp: 'another' } }],
    ['that is an access token by its type', { header: { typ: 'at+jwt' } }],
    ['of the full media type in another case', { header: { typ: 'application/AT+JWT' } }],
    ['of no type', { header: { typ: null } }],
    ['that is an ID token by its claim', { claims: { typ: 'ID' } }],
    ['that expired within the tolerance of clocks', { claims: { exp: now() - 1, iat: now() - 60 } }],
    ['with a subject of 255 characters', { claims: { sub: 'x'.repeat(255) } }],
  ])('%s', async (_, request) => {
    const subject = (request.claims?.sub as string | undefined) ?? 'subject';
    const token = await issuer.mint(
      request.claims?.exp === undefined ? request : { claims: { exp: now() - 1, iat: now() - 60 } },
    );
    expect(await verifierOf({ authorizedParties: ['page'] }).verify(token)).toEqual({
      issuer: issuer.url,
      subject,
      name: 'user',
      email: null,
      expiresAt: expect.any(Date),
    });
  });

  it('until its expiry, and no longer than for a day', async () => {
    const end = async (claims: { exp: number; iat: number }) =>
      (await verifierOf().verify(await issuer.mint({ claims })))?.expiresAt.getTime();
    const iat = now() - 60;
    expect(await end({ iat, exp: iat + 600 })).toBe((iat + 600) * 1000);
    expect(await end({ iat, exp: iat + 900_000 })).toBe((iat + 86_400) * 1000);
  });

  it('with the name that its claims give, in their order and cleaned', async () => {
    const verifier = verifierOf();
    const named = async (claims: object) =>
      (await verifier.verify(await issuer.mint({ claims: claims as Record<string, unknown> })))?.name;
    const all = { name: ' Ada\u202e\nLovelace ', preferred_username: 'ada', email: 'ada@example.org' };
    expect(await named(all)).toBe('AdaLovelace');
    expect(await named({ ...all, name: '\u200b\u3164' })).toBe('ada');
    expect(await named({ ...all, name: 7, preferred_username: {} })).toBe('ada@example.org');
    expect(await named({ name: ['x'] })).toBe('user');
  });
});
