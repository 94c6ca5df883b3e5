/** Dots, slashes, backslashes and NUL in percent-encoding, and percent signs that hide more of it. */
const AMBIGUOUS = /%(?:2e|2f|5c|00|25[0-9a-f]{2})/i;
/** Segments `.` and `..`, also with parameters (`..;x`), which some servers cut off first. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:;[^/]*)?(?:\/|$)/;

/**
 * The canonical form in which paths are compared: as the URL standard encodes it, with percent-encoding in upper case and
 * only where it is needed (RFC 3986 §6.2.2).
 *
 * Refused, because a server could read another path than the one we compared: empty, `.` and `..` segments in any spelling,
 * backslashes, encoded slashes and dots, double encoding, control characters, and a query or fragment.
 *
 * @returns undefined for a text that is refused or is no path.
 */
export function canonicalPath(path: string): string | undefined {
  if (!path.startsWith('/') || /[\s\u0000-\u0020\u007f\\?#]/.test(path) || !path.isWellFormed())
    return undefined;
  if (path.includes('//') || AMBIGUOUS.test(path) || DOT_SEGMENT.test(path)) return undefined;
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return undefined;
  const encoded = new URL(`https://host.invalid${path}`).pathname;
  return encoded.replace(/%[0-9A-Fa-f]{2}/g, (triplet) => {
    const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
    return /[A-Za-z0-9\-_~]/.test(character) ? character : triplet.toUpperCase();
  });
}

/** Whether a canonical path equals the prefix or lies below it: `/v1/x` lies below `/v1`, `/v10` does not. */
export function isPathWithin(path: string, prefix: string): boolean {
  if (prefix === '/') return true;
  return path === prefix || path.startsWith(`${prefix}/`);
}
