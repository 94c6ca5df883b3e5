import { BadUserInput } from '../../core/errors';
import { canonicalHost } from '../../core/use-policy-host';
import { canonicalPath } from '../../core/use-policy-path';

/** Where a request goes, in the forms that policies are compared with and that are sent: they are the same. */
export interface Destination {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Percent-encoded, without the question mark; empty for none. */
  readonly query: string;
}

const LONGEST_URL = 4096;
const DEFAULT_PORTS = { https: 443, http: 80 } as const;
/** RFC 3986 §3, without user information and fragment. Nothing is decoded or dropped before it has been looked at. */
const URL_SYNTAX = /^(https?):\/\/(\[[^\]/?#@]*\]|[^:/?#@[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?(?:\?([^#]*))?$/i;

/**
 * Takes a URL apart without repairing it: what parsers read in different ways is refused.
 *
 * @throws BadUserInput at `url`, rules `length`, `template` (a secret in a URL would be in every log on its way),
 * `format`, `host`, `path`.
 */
export function destinationOf(url: string): Destination {
  if (url.length > LONGEST_URL) {
    throw BadUserInput.at('url', 'length', `A URL has at most ${LONGEST_URL} characters.`);
  }
  if (/\{\{|%7b%7b/i.test(url)) {
    throw BadUserInput.at('url', 'template', 'A URL holds no secret; use auth with location query.');
  }
  const [matched, scheme = '', rawHost = '', rawPort, rawPath = '/', rawQuery = ''] =
    URL_SYNTAX.exec(url) ?? [];
  if (matched === undefined || /[\s\u0000-\u0020\u007f\\]/.test(url)) {
    throw BadUserInput.at(
      'url',
      'format',
      'A URL is https://host/path?query, without user, fragment, spaces or backslashes.',
    );
  }
  const host = canonicalHost(rawHost);
  if (host === undefined) {
    throw BadUserInput.at(
      'url',
      'host',
      'The host is a plain domain name without a final dot, IPv4 in four decimal numbers, or IPv6 in brackets.',
    );
  }
  const path = canonicalPath(rawPath);
  if (path === undefined) {
    throw BadUserInput.at(
      'url',
      'path',
      'The path has no empty, . or .. segment and no encoded slash, backslash or dot.',
    );
  }
  const name = scheme.toLowerCase() as 'https' | 'http';
  const port = Number(rawPort ?? DEFAULT_PORTS[name]);
  if (port < 1 || port > 65_535) throw BadUserInput.at('url', 'format', 'A port is 1 to 65535.');
  const query = new URL(`https://host.invalid/?${rawQuery}`).search.slice(1);
  return { scheme: name, host, port, path, query };
}
