import { canonicalHost } from '../../core/use-policy-host';

/** One cookie of a stored value, with the fields of RFC 6265 §5.3. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  /**
   * In lower case, without a leading dot; undefined for a cookie without a domain, which is sent to every allowed host.
   */
  readonly domain: string | undefined;
  /** True for a cookie of the domain itself, and not of its subdomains. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Undefined for a cookie that does not expire. */
  readonly expiresAt: Date | undefined;
}

/** The largest and, negated, the smallest time of a Date, in milliseconds since 1970. */
const LAST_TIME = 8.64e15;

/** The path of a cookie; `/` for a text that does not begin with a slash (RFC 6265 §5.2.4). */
export function cookiePath(path: unknown): string {
  return typeof path === 'string' && path.startsWith('/') ? path : '/';
}

/**
 * Normalizes the domain of a cookie for comparison with hosts.
 *
 * @returns `domain` is undefined for a text that cannot be a host: the cookie must be ignored. `dotted` tells whether
 * the text begins with a dot.
 */
export function cookieDomain(domain: string): {
  readonly domain: string | undefined;
  readonly dotted: boolean;
} {
  const dotted = domain.startsWith('.');
  return { domain: canonicalHost(dotted ? domain.slice(1) : domain), dotted };
}

/** The expiry from seconds since 1970 or a date text; undefined for anything else: the cookie does not expire. */
export function cookieExpiry(given: unknown): Date | undefined {
  // Exporters write 0 or -1 for a session cookie.
  if (typeof given === 'number') return given > 0 ? timeAt(given * 1000) : undefined;
  if (typeof given !== 'string') return undefined;
  const time = Date.parse(given);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** A time from milliseconds since 1970, limited to what a Date can hold. */
export function timeAt(milliseconds: number): Date {
  return new Date(Math.max(-LAST_TIME, Math.min(LAST_TIME, milliseconds)));
}
