import { canonicalHost } from '../../core/use-policy-host';

/** One cookie of a stored value, as RFC 6265 §5.3 keeps it. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  /**
   * In lower case, without a dot in front; undefined for a value that names none: it is for every host it may go to.
   */
  readonly domain: string | undefined;
  /** For the domain itself only, and not for what is below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Undefined for a cookie that has no end. */
  readonly expiresAt: Date | undefined;
}

/** Milliseconds since 1970 that a Date can hold, both ways. */
const LAST_TIME = 8.64e15;

/** RFC 6265 §5.2.4: what does not begin with a slash counts as none. */
export function cookiePath(path: unknown): string {
  return typeof path === 'string' && path.startsWith('/') ? path : '/';
}

/**
 * The domain in the form in which hosts are compared.
 *
 * @returns `domain` undefined for one that no host can have, so that the cookie must be left out.
 */
export function cookieDomain(domain: string): {
  readonly domain: string | undefined;
  readonly dotted: boolean;
} {
  const dotted = domain.startsWith('.');
  return { domain: canonicalHost(dotted ? domain.slice(1) : domain), dotted };
}

/**
 * The time of a number of seconds since 1970, or of the text of a date; undefined for what is neither, and without end.
 */
export function cookieExpiry(given: unknown): Date | undefined {
  // Exporters write 0 and -1 for a cookie that ends with its session.
  if (typeof given === 'number') return given > 0 ? timeAt(given * 1000) : undefined;
  if (typeof given !== 'string') return undefined;
  const time = Date.parse(given);
  return Number.isNaN(time) ? undefined : new Date(time);
}

/** The time of milliseconds since 1970; one that is too far away is the last or first there is. */
export function timeAt(milliseconds: number): Date {
  return new Date(Math.max(-LAST_TIME, Math.min(LAST_TIME, milliseconds)));
}
