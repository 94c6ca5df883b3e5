import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { Unavailable } from '../core/errors';
import { Outage } from '../core/outage';
import { mayLogIn } from '../core/token-purpose';
import { UNNAMED, type VerifiedUser } from '../services/authentication.service';
import { readableClaim } from './claim';

/** Asymmetric signatures only. `none` and HMAC, for which a public key could be misused, are not on the list. */
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
const MAX_TOKEN_AGE_SECONDS = 86_400;
const FETCH_TIMEOUT_MS = 5_000;
const KEY_COOLDOWN_MS = 30_000;
/** How long an issuer that did not answer is left alone at first. */
const RETRY_MS = 1_000;

/** OpenID Connect Core 1.0 §2: a subject has at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;

type IssuerKeys = ReturnType<typeof createRemoteJWKSet>;

/** Which tokens to accept, and how to fetch the issuer's keys. */
export interface OidcOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Clients, besides the audience, that a token with several audiences may have been issued to. */
  readonly authorizedParties?: readonly string[];
  /** By how much the clock of the issuer may differ; 5 seconds when left out. */
  readonly toleranceSeconds?: number;
  /** Milliseconds after which an unknown key id may fetch the issuer's keys again. */
  readonly keyCooldownMs?: number;
}

/**
 * Verifies JSON Web Tokens of one issuer (OpenID Connect Core 1.0 §3.1.3.7, RFC 8725). Issuer, audience and algorithms are
 * pinned, expiry and issue time are required, and it must be an ID token or an access token. The keys come from the issuer's
 * discovery document. An unknown key id fetches the keys again, in case the issuer has rotated them.
 *
 * Anyone can send a token. An issuer that does not answer is therefore not asked for each of them, but again after a second,
 * and then after twice as long each time. Meanwhile the keys that are known and fresh are used.
 */
export class OidcVerifier {
  readonly #options: OidcOptions;
  readonly #parties: ReadonlySet<string>;
  readonly #outage: Outage;
  #keys: Promise<IssuerKeys> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
    this.#outage = new Outage(Math.min(RETRY_MS, options.keyCooldownMs ?? KEY_COOLDOWN_MS));
    this.#parties = new Set([options.audience, ...(options.authorizedParties ?? [])]);
  }

  /**
   * @returns the person, or undefined if the token is not valid, without a reason.
   * @throws Unavailable if the issuer's keys cannot be fetched.
   */
  async verify(token: string): Promise<VerifiedUser | undefined> {
    const keys = await this.#issuerKeys();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#keyGetter(keys), {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms: ALGORITHMS,
        clockTolerance: this.#options.toleranceSeconds ?? CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_TOKEN_AGE_SECONDS,
        requiredClaims: ['sub', 'exp', 'iat'],
      });
      if (!mayLogIn({ type: protectedHeader.typ, claims: payload }, this.#parties)) return undefined;
      return verifiedUser(this.#options.issuer, payload);
    } catch (error) {
      // A TypeError means a key that does not fit the token's algorithm or is too weak.
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  /** Turns errors with the issuer's keys into Unavailable, unless the keys are there and none fits the token. */
  #keyGetter(keys: IssuerKeys): JWTVerifyGetKey {
    return async (header, token) => {
      try {
        if (this.#outage.isOn(Date.now())) return await knownKeys(keys)(header, token);
        const key = await keys(header, token);
        this.#outage.ended();
        return key;
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
          throw error;
        this.#outage.failed(Date.now());
        // The keys may have moved. The next token reads the discovery document again.
        if (!keys.fresh) this.#keys = undefined;
        throw new Unavailable();
      }
    };
  }

  #issuerKeys(): Promise<IssuerKeys> {
    if (this.#keys !== undefined) return this.#keys;
    if (this.#outage.isOn(Date.now())) throw new Unavailable();
    this.#keys = this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      this.#outage.failed(Date.now());
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<IssuerKeys> {
    const { issuer, keyCooldownMs = KEY_COOLDOWN_MS } = this.#options;
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
      // The reason does not concern the caller.
    }
    throw new Unavailable();
  }
}

/** The keys that need no request. A key that is not among them may be a new one. @throws Unavailable */
function knownKeys(keys: IssuerKeys): JWTVerifyGetKey {
  const known = keys.fresh ? keys.jwks() : undefined;
  if (known === undefined) throw new Unavailable();
  const local = createLocalJWKSet(known);
  return async (header, token) => {
    try {
      return await local(header, token);
    } catch (error) {
      throw error instanceof errors.JWKSNoMatchingKey ? new Unavailable() : error;
    }
  };
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
  // The library's type says text, but the issuer can put anything there.
  const subject: unknown = payload.sub;
  if (typeof subject !== 'string' || !SUBJECT.test(subject)) return undefined;
  const end = Math.min(payload.exp ?? 0, (payload.iat ?? 0) + MAX_TOKEN_AGE_SECONDS);
  return {
    issuer,
    subject,
    name: readableClaim(name) ?? readableClaim(username) ?? readableClaim(email) ?? UNNAMED,
    email: readableClaim(email) ?? null,
    expiresAt: new Date(end * 1000),
  };
}
