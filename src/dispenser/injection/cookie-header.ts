import { cookieDomain, cookieExpiry, cookiePath, type StoredCookie, timeAt } from './cookie-attributes';

/** Attributes of a Set-Cookie header. A line without a name in front that holds one of them is such a header. */
const ATTRIBUTE = /^(?:domain|path|expires|max-age|secure|httponly|samesite|priority|partitioned)$/i;

/**
 * The cookies of one header a line: of a Cookie header all pairs, of a Set-Cookie header the first with its attributes.
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

/** A cookie of a Cookie header, which says nothing about where it may go. */
const UNBOUND = { domain: undefined, hostOnly: false, path: '/', secure: false, expiresAt: undefined };

interface Pair {
  readonly name: string;
  /** Undefined without an equals sign: a flag among attributes, and no cookie. */
  readonly value: string | undefined;
}

function splitPair(part: string): Pair {
  const at = part.indexOf('=');
  return at < 0
    ? { name: part.trim(), value: undefined }
    : { name: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
}

/** RFC 6265 §5.2: of an attribute that is there twice the last counts, and Max-Age goes before Expires. */
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
