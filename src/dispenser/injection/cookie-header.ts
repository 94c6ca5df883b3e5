import { cookieDomain, cookieExpiry, cookiePath, type StoredCookie, timeAt } from './cookie-attributes';

/** Attributes of a Set-Cookie header. A line without a header name that contains one of them is a Set-Cookie header. */
const ATTRIBUTE = /^(?:domain|path|expires|max-age|secure|httponly|samesite|priority|partitioned)$/i;

/**
 * Reads one header on each line. A Cookie header gives all its pairs, a Set-Cookie header one cookie with its
 * attributes.
 *
 * @param storedAt the time from which `Max-Age` counts.
 */
export function cookieHeaders(text: string, storedAt: Date): StoredCookie[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name] = /^((?:set-)?cookie):/i.exec(line) ?? [];
    const parts = line
      .slice(name === undefined ? 0 : name.length + 1)
      .split(';')
      .map((part) => splitPair(part))
      .filter((pair) => pair.name !== '');
    const isSet =
      name === undefined
        ? parts.slice(1).some((pair) => ATTRIBUTE.test(pair.name))
        : name.toLowerCase() === 'set-cookie';
    if (isSet) return setCookie(parts, storedAt);
    return parts.flatMap(({ value, ...pair }) => (value === undefined ? [] : { ...UNBOUND, ...pair, value }));
  });
}

/** The attributes of a cookie in a Cookie header, which has none. */
const UNBOUND = { domain: undefined, hostOnly: false, path: '/', secure: false, expiresAt: undefined };

interface Pair {
  readonly name: string;
  /** Undefined without an equals sign: a flag, and not a cookie. */
  readonly value: string | undefined;
}

function splitPair(part: string): Pair {
  const at = part.indexOf('=');
  return at < 0
    ? { name: part.trim(), value: undefined }
    : { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
}

/** RFC 6265 §5.2: the last of repeated attributes counts, and Max-Age wins over Expires. */
function setCookie([cookie, ...attributes]: readonly Pair[], storedAt: Date): StoredCookie[] {
  if (cookie?.value === undefined) return [];
  const given = new Map(attributes.map(({ name, value }) => [name.toLowerCase(), value]));
  const domain = given.get('domain');
  const found = domain ? cookieDomain(domain).domain : undefined;
  if (domain && found === undefined) return [];
  const maxAge = given.get('max-age');
  return [
    {
      name: cookie.name,
      value: cookie.value,
      domain: found,
      hostOnly: false,
      path: cookiePath(given.get('path')),
      secure: given.has('secure'),
      expiresAt:
        maxAge !== undefined && /^-?\d+$/.test(maxAge)
          ? timeAt(storedAt.getTime() + Number(maxAge) * 1000)
          : cookieExpiry(given.get('expires')),
    },
  ];
}
