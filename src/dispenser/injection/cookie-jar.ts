import type { StoredCookie } from './cookie-attributes';
import { cookieArray, netscapeCookies } from './cookie-export';
import { cookieHeaders } from './cookie-header';

/** The request to choose cookies for. */
export interface CookieTarget {
  readonly scheme: 'https' | 'http';
  /** As `canonicalHost` returns it. */
  readonly host: string;
  readonly path: string;
}

/** The cookies of one stored value, in any of the formats that the gateway accepts. */
export class CookieJar {
  readonly #cookies: readonly StoredCookie[];

  private constructor(cookies: readonly StoredCookie[]) {
    this.#cookies = cookies;
  }

  /**
   * Reads a JSON array of cookies, a Cookie header, Set-Cookie headers or a Netscape cookie file. Any other text gives
   * an empty jar.
   *
   * @param storedAt the time at which the value was set, from which `Max-Age` counts.
   */
  static parse(text: string, storedAt: Date): CookieJar {
    const trimmed = text.trim();
    if (trimmed.startsWith('[')) return new CookieJar(cookieArray(trimmed));
    return new CookieJar(
      trimmed.includes('\t') ? netscapeCookies(trimmed) : cookieHeaders(trimmed, storedAt),
    );
  }

  /** The cookies for a request, the longest paths first (RFC 6265 §5.4). Of equal cookies, the last counts. */
  cookiesFor(target: CookieTarget, now: Date): readonly StoredCookie[] {
    const chosen = new Map<string, StoredCookie>();
    for (const cookie of this.#cookies) {
      if (cookie.expiresAt !== undefined && cookie.expiresAt <= now) continue;
      if (cookie.secure && target.scheme !== 'https') continue;
      if (!isDomainMatch(target.host, cookie) || !isPathMatch(target.path, cookie.path)) continue;
      chosen.set(JSON.stringify([cookie.name, cookie.domain, cookie.path]), cookie);
    }
    return [...chosen.values()].sort((a, b) => b.path.length - a.path.length);
  }
}

/** RFC 6265 §5.1.3. An IP address has no subdomains. */
function isDomainMatch(host: string, { domain, hostOnly }: StoredCookie): boolean {
  if (domain === undefined || host === domain) return true;
  return !hostOnly && host.endsWith(`.${domain}`) && !/^[\d.]+$|^\[/.test(host);
}

/** RFC 6265 §5.1.4. */
function isPathMatch(path: string, prefix: string): boolean {
  if (path === prefix) return true;
  return path.startsWith(prefix) && (prefix.endsWith('/') || path[prefix.length] === '/');
}
