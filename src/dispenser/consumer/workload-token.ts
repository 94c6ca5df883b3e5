import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { WorkloadIdentity } from '../../core/consumer';
import type { WorkloadIssuers } from './workload-issuer';

/** Asymmetric signatures only (RFC 8725 §3.1): `none` and HMAC are refused. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_AGE = '24h';

/**
 * Verifies a workload's token (OpenID Connect Core 1.0 §3.1.3.7): signature, issuer, audience, times, and that every
 * pinned claim has exactly the pinned text. A claim that is a list or a number never matches.
 *
 * @returns the time at which the token expires; undefined if it is not valid.
 * @throws Unavailable if the issuer's keys cannot be read.
 */
export async function verifyWorkloadToken(
  token: string,
  identity: WorkloadIdentity,
  issuers: WorkloadIssuers,
): Promise<Date | undefined> {
  try {
    const { payload } = await jwtVerify(token, issuers.keysOf(identity.issuer), {
      issuer: identity.issuer,
      audience: identity.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: MAX_TOKEN_AGE,
      requiredClaims: ['exp', 'iat'],
    });
    return matchesPinnedClaims(payload, identity) ? new Date((payload.exp ?? 0) * 1000) : undefined;
  } catch (error) {
    // A TypeError: the key does not fit the algorithm that the token names.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function matchesPinnedClaims(payload: JWTPayload, { claims }: WorkloadIdentity): boolean {
  const pinned = Object.entries(claims);
  return pinned.every(([name, expected]) => Object.hasOwn(payload, name) && payload[name] === expected);
}
