/** Encoded dots, slashes, backslashes, control characters and NUL, of which servers make other paths. */
const AMBIGUOUS = /%(?:2e|2f|5c|[01][0-9a-f]|7f)/i;
const TRIPLET = /%([0-9A-Fa-f]{2})/g;
/** Segments `.` and `..`, also with parameters (`..;x`) or spaces, which some servers cut off first. */
const DOT_SEGMENT = /(?:^|\/)\s*\.{1,2}\s*(?:;[^/]*)?(?:\/|$)/;

/**
 * The canonical form in which paths are compared: as the URL standard encodes it, with percent-encoding in upper case and
 * only where it is needed (RFC 3986 §6.2.2).
 *
 * Refused, because a server could read another path than the one we compared: empty, `.` and `..` segments in any spelling,
 * backslashes, encoded slashes and dots, text that decodes more than once, bytes that are not UTF-8, wide dots and slashes,
 * control characters, and a query or fragment.
 *
 * @returns undefined for a text that is refused or is no path.
 */
export function canonicalPath(path: string): string | undefined {
  if (!path.startsWith('/') || /[\s\u0000-\u0020\u007f\\?#]/.test(path) || !path.isWellFormed())
    return undefined;
  if (/%(?![0-9A-Fa-f]{2})/.test(path) || AMBIGUOUS.test(path) || !hasOneReading(path)) return undefined;
  const encoded = new URL(`https://host.invalid${path}`).pathname;
  return encoded.replace(TRIPLET, (triplet, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-_~]/.test(character) ? character : triplet.toUpperCase();
  });
}

/** Whether a canonical path equals the prefix or lies below it: `/v1/x` lies below `/v1`, `/v10` does not. */
export function isPathWithin(path: string, prefix: string): boolean {
  if (prefix === '/') return true;
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Whether servers that decode once, several times or not at all, or that fold wide characters, see the same segments. */
function hasOneReading(path: string): boolean {
  const decoded = decodedOnce(path);
  if (decoded === undefined || decoded.search(TRIPLET) >= 0) return false;
  const folded = decoded.normalize('NFKC');
  const readings = [path, decoded, folded];
  if (readings.some((reading) => reading.includes('//') || DOT_SEGMENT.test(reading))) return false;
  return !folded.includes('\\') && folded.split('/').length === path.split('/').length;
}

/** @returns undefined for bytes that are not UTF-8. */
function decodedOnce(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
