import { cookieDomain, cookieExpiry, cookiePath, type StoredCookie } from './cookie-attributes';

/**
 * Reads the cookies of a JSON array, as browser extensions and drivers export them. The expiry is in `expirationDate`,
 * `expires` or `expiry`. A domain without a leading dot is for that host only, unless `hostOnly` says otherwise.
 * Elements that are not cookies are ignored.
 */
export function cookieArray(text: string): StoredCookie[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(given) ? given.flatMap(cookieOf) : [];
}

function cookieOf(given: unknown): StoredCookie[] {
  if (typeof given !== 'object' || given === null) return [];
  const { name, value, domain, path, secure, hostOnly, ...more } = given as Record<string, unknown>;
  if (typeof name !== 'string' || typeof value !== 'string') return [];
  const { expirationDate, expires, expiry } = more;
  const bare = {
    name,
    value,
    path: cookiePath(path),
    secure: secure === true,
    expiresAt: cookieExpiry(expirationDate ?? expires ?? expiry),
  };
  if (typeof domain !== 'string' || domain === '') return [{ ...bare, domain: undefined, hostOnly: false }];
  const found = cookieDomain(domain);
  if (found.domain === undefined) return [];
  const isHostOnly = typeof hostOnly === 'boolean' ? hostOnly : !found.dotted;
  return [{ ...bare, domain: found.domain, hostOnly: isHostOnly }];
}

/** Reads a Netscape cookie file. Its columns are domain, subdomains, path, secure, expiry, name and value. */
export function netscapeCookies(text: string): StoredCookie[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#HttpOnly_/, ''))
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => {
      const [domain = '', subdomains, path, secure, expiry, name, value] = line.split('\t');
      const found = cookieDomain(domain).domain;
      if (name === undefined || value === undefined || found === undefined) return [];
      return {
        name,
        value,
        domain: found,
        hostOnly: subdomains !== 'TRUE',
        path: cookiePath(path),
        secure: secure === 'TRUE',
        expiresAt: cookieExpiry(Number(expiry)),
      };
    });
}
