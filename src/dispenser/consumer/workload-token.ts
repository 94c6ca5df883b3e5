import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { WorkloadIdentity } from '../../core/consumer';
import { mayLogIn } from '../../core/token-purpose';
import type { WorkloadIssuers } from './workload-issuer';

/** Asymmetric signatures only (RFC 8725 §3.1): `none` and HMAC are refused. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_AGE = '24h';

/**
 * Verifies a workload's token (OpenID Connect Core 1.0 §3.1.3.7): signature, issuer, audience, times, purpose, and that
 * every pinned claim has exactly the pinned text. A claim that is a list or a number never matches.
 *
 * @returns the time at which the token expires; undefined if it is not valid.
 * @throws Unavailable if the issuer's keys cannot be read.
 */
export async function verifyWorkloadToken(
  given: string,
  identity: WorkloadIdentity,
  issuers: WorkloadIssuers,
): Promise<Date | undefined> {
  try {
    const { payload, protectedHeader } = await jwtVerify(given, issuers.keysOf(identity.issuer), {
      issuer: identity.issuer,
      audience: identity.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: MAX_TOKEN_AGE,
      requiredClaims: ['exp', 'iat'],
    });
    const token = { type: protectedHeader.typ, claims: payload };
    if (!mayLogIn(token, partiesOf(identity)) || !matchesPinnedClaims(payload, identity)) return undefined;
    return new Date((payload.exp ?? 0) * 1000);
  } catch (error) {
    // A TypeError: the key does not fit the algorithm that the token names.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Whoever pins `azp` has named the client; otherwise it is the audience itself. */
function partiesOf({ audience, claims }: WorkloadIdentity): ReadonlySet<string> {
  return new Set([Object.hasOwn(claims, 'azp') ? (claims.azp ?? audience) : audience]);
}

function matchesPinnedClaims(payload: JWTPayload, { claims }: WorkloadIdentity): boolean {
  const pinned = Object.entries(claims);
  return pinned.every(([name, expected]) => Object.hasOwn(payload, name) && payload[name] === expected);
}
