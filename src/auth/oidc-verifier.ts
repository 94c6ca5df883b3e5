import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { Unavailable } from '../core/errors';
import { UNNAMED, type VerifiedUser } from '../services/authentication.service';
import { readableClaim } from './claim';

/** Asymmetric signatures only: `none` and HMAC (which a public key could be abused for) are not on the list. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_AGE = '24h';
const FETCH_TIMEOUT_MS = 5_000;

/** OpenID Connect Core 1.0 §2: a subject has at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

type IssuerKeys = ReturnType<typeof createRemoteJWKSet>;

/** What a deployment pins. */
export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
  /** How long after fetching the issuer's keys an unknown key id does not fetch them again; milliseconds. */
  readonly keyCooldownMs?: number;
}

/**
 * Verifies JSON Web Tokens of one issuer (OpenID Connect Core 1.0 §3.1.3.7, RFC 8725): issuer, audience and algorithms
 * are pinned, expiry and issue time are required, and the keys come from the issuer's discovery document. A key id that
 * is not known yet fetches the keys again, so a rotation at the issuer is followed.
 */
export class OidcVerifier {
  readonly #options: OidcOptions;
  #keys: Promise<IssuerKeys> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  /**
   * @returns the person, or undefined when the token is not valid: why is not told.
   * @throws Unavailable when the issuer's keys cannot be had.
   */
  async verify(token: string): Promise<VerifiedUser | undefined> {
    const keys = await this.#issuerKeys();
    try {
      const { payload } = await jwtVerify(token, this.#keyGetter(keys), {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_TOKEN_AGE,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      return verifiedUser(this.#options.issuer, payload);
    } catch (error) {
      // A TypeError is a key that does not fit what the token says of it, or that is too weak to be accepted.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  /** Whatever goes wrong with the issuer's keys is not the token's fault, except that none of them is the token's. */
  #keyGetter(keys: IssuerKeys): JWTVerifyGetKey {
    return async (header, token) => {
      try {
        return await keys(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
          throw error;
        // The keys may have moved: the next token asks the discovery document again.
        if (!keys.fresh) this.#keys = undefined;
        throw new Unavailable();
      }
    };
  }

  #issuerKeys(): Promise<IssuerKeys> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<IssuerKeys> {
    const { issuer, keyCooldownMs = 30_000 } = this.#options;
    try {
      const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
        redirect: 'error',
        signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
      });
      const document: unknown = response.ok ? await response.json() : undefined;
      if (isDiscovery(document) && document.issuer === issuer) {
        return createRemoteJWKSet(new URL(document.jwks_uri), {
          cooldownDuration: keyCooldownMs,
          timeoutDuration: FETCH_TIMEOUT_MS,
        });
      }
    } catch {
      // Why it failed is the operator's business, not the caller's; the readiness of the issuer is not ours to report.
    }
    throw new Unavailable();
  }
}

function isDiscovery(document: unknown): document is { issuer: string; jwks_uri: string } {
  return (
    typeof document === 'object' &&
    document !== null &&
    'issuer' in document &&
    typeof document.issuer === 'string' &&
    'jwks_uri' in document &&
    typeof document.jwks_uri === 'string' &&
    URL.canParse(document.jwks_uri)
  );
}

function verifiedUser(issuer: string, payload: JWTPayload): VerifiedUser | undefined {
  const { name, preferred_username: username, email } = payload;
  // What the library calls a text is whatever the issuer has put there.
  const subject: unknown = payload.sub;
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) return undefined;
  return {
    issuer,
    subject,
    name: readableClaim(name) ?? readableClaim(username) ?? readableClaim(email) ?? UNNAMED,
    email: readableClaim(email) ?? null,
  };
}
