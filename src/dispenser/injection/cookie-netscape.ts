import { cookieDomain, cookieExpiry, cookiePath, type StoredCookie } from './cookie-attributes';

/** The cookies of a Netscape cookie file: domain, whether for what is below, path, secure, expiry, name, value. */
export function netscapeCookies(text: string): StoredCookie[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#HttpOnly_/, ''))
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => {
      const [domain = '', below, path, secure, expiry, name, value] = line.split('\t');
      const found = cookieDomain(domain).domain;
      if (name === undefined || value === undefined || found === undefined) return [];
      return {
        name,
        value,
        domain: found,
        hostOnly: below !== 'TRUE',
        path: cookiePath(path),
        secure: secure === 'TRUE',
        expiresAt: cookieExpiry(Number(expiry)),
      };
    });
}
