const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/**
 * The canonical form in which hosts are compared: lower-case ASCII (UTS #46 punycode for international names), IPv4 in four
 * decimal numbers, compressed IPv6 in brackets (RFC 5952).
 *
 * Refused, because parsers read them differently: user information, percent signs, a final dot, an empty label, IPv4 in any
 * other notation, IPv6 with a zone.
 *
 * @param host without a port.
 * @returns undefined for a text that is refused or is no host.
 */
export function canonicalHost(host: string): string | undefined {
  if (!/^[^\s\u0000-\u0020\u007f@/\\?#%:]+$|^\[[0-9A-Fa-f:.]+\]$/.test(host)) return undefined;
  let hostname: string;
  try {
    ({ hostname } = new URL(`https://${host}`));
  } catch {
    return undefined;
  }
  if (hostname.startsWith('[')) return hostname;
  // The parser turns 2130706433, 0x7f.1 and 127.1 into 127.0.0.1. Only the plain notation is accepted.
  if (IPV4.test(hostname)) return host === hostname ? hostname : undefined;
  return NAME.test(hostname) ? hostname : undefined;
}
