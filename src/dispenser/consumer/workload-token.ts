import { errors, jwtVerify } from 'jose';
import type { WorkloadIdentity } from '../../core/consumer';
import { matchesPin } from '../../core/pinned-claim';
import { mayLogIn } from '../../core/token-purpose';
import type { WorkloadIssuers } from './workload-issuer';

/** Asymmetric signatures only (RFC 8725 §3.1): `none` and HMAC are refused. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const MAX_TOKEN_AGE = '24h';

/** When a valid token expires, or why it is refused. A reason is only given for a token that the issuer has signed. */
export type VerifiedWorkload =
  | { readonly expiresAt: Date }
  | {
      readonly refusal:
        | 'TOKEN'
        | 'TOKEN_EXPIRED'
        | 'TOKEN_NOT_YET'
        | 'TOKEN_ISSUER'
        | 'TOKEN_AUDIENCE'
        | 'TOKEN_CLAIM';
    };

/**
 * Verifies a workload's token (OpenID Connect Core 1.0 §3.1.3.7): signature, issuer, audience, times, purpose, and every pinned
 * claim.
 *
 * @param toleranceSeconds by how much clocks may differ.
 * @throws Unavailable if the issuer's keys cannot be read.
 */
export async function verifyWorkloadToken(
  given: string,
  identity: WorkloadIdentity,
  issuers: WorkloadIssuers,
  toleranceSeconds: number,
): Promise<VerifiedWorkload> {
  try {
    const { payload, protectedHeader } = await jwtVerify(given, issuers.keysOf(identity.issuer), {
      issuer: identity.issuer,
      audience: identity.audience,
      algorithms: ALGORITHMS,
      clockTolerance: toleranceSeconds,
      maxTokenAge: MAX_TOKEN_AGE,
      requiredClaims: ['exp', 'iat'],
    });
    const token = { type: protectedHeader.typ, claims: payload };
    if (!mayLogIn(token, partiesOf(identity))) return { refusal: 'TOKEN' };
    const pinned = Object.entries(identity.claims);
    if (!pinned.every(([name, pin]) => matchesPin(payload, name, pin))) return { refusal: 'TOKEN_CLAIM' };
    return { expiresAt: new Date((payload.exp ?? 0) * 1000) };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { refusal: 'TOKEN_EXPIRED' };
    if (error instanceof errors.JWTClaimValidationFailed) return { refusal: refusalOf(error) };
    // A TypeError: the key does not fit the algorithm that the token names.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return { refusal: 'TOKEN' };
    throw error;
  }
}

function refusalOf({ claim, reason }: errors.JWTClaimValidationFailed) {
  if (claim === 'iss') return 'TOKEN_ISSUER';
  if (claim === 'aud') return 'TOKEN_AUDIENCE';
  return (claim === 'nbf' || claim === 'iat') && reason === 'check_failed' ? 'TOKEN_NOT_YET' : 'TOKEN';
}

/** Whoever pins the exact `azp` has named the client; otherwise it is the audience itself. */
function partiesOf({ audience, claims }: WorkloadIdentity): ReadonlySet<string> {
  const pin = Object.hasOwn(claims, 'azp') ? claims.azp : undefined;
  return new Set([typeof pin === 'string' ? pin : audience]);
}
