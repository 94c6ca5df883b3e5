/** What a verified JSON Web Token says of its purpose: its header's type and its claims. */
export interface VerifiedToken {
  /** The header parameter `typ`. */
  readonly type: unknown;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An ID token (OpenID Connect Core 1.0 §2) or an access token (RFC 9068 §2.1), by the type in the header. */
const HEADER_TYPES = new Set([undefined, 'jwt', 'at+jwt', 'id_token+jwt']);
/** Some issuers say the purpose in a claim of the same name, and leave `JWT` in the header. */
const CLAIM_TYPES = new Set([
  undefined,
  'jwt',
  'at+jwt',
  'bearer',
  'id',
  'id_token',
  'access',
  'access_token',
]);

/**
 * Whether a token may log a caller in. An issuer signs other tokens with the same keys for the same audience: logout
 * tokens (OpenID Connect Back-Channel Logout 1.0 §2.4), security events (RFC 8417), refresh tokens. RFC 8725 §3.11 and
 * §3.12 ask that one kind is never taken for another.
 *
 * @param parties the clients that the token may have been issued to. It matters only for a token with several audiences,
 *   whose `azp` must be one of them (OpenID Connect Core 1.0 §3.1.3.7). Without `azp` nothing is asked.
 */
export function mayLogIn({ type, claims }: VerifiedToken, parties: ReadonlySet<string>): boolean {
  const { typ, aud, azp, events } = claims;
  if (!HEADER_TYPES.has(typeName(type)) || !CLAIM_TYPES.has(typeName(typ))) return false;
  if (events !== undefined) return false;
  const hasSeveralAudiences = Array.isArray(aud) && new Set(aud).size > 1;
  return !hasSeveralAudiences || azp === undefined || (typeof azp === 'string' && parties.has(azp));
}

/** A media type is case-insensitive, and may omit `application/` (RFC 7515 §4.1.9). Anything but a text has no known name. */
function typeName(type: unknown): string | undefined {
  if (type === undefined) return undefined;
  return typeof type === 'string' ? type.toLowerCase().replace(/^application\//, '') : '';
}
