import { BadUserInput } from '../../core/errors';
import { overridesMethod } from '../../core/use-policy-header';
import { canonicalHost } from '../../core/use-policy-host';
import { canonicalPath } from '../../core/use-policy-path';

/** The destination of a request, normalized. Policies are compared with exactly what is sent. */
export interface Destination {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Percent-encoded, without the question mark; empty if there is none. */
  readonly query: string;
}

const MAX_URL_LENGTH = 4096;
const DEFAULT_PORTS = { https: 443, http: 80 } as const;
/** RFC 3986 §3, without user information and fragment. The text is checked before anything is decoded or dropped. */
const URL_SYNTAX = /^(https?):\/\/(\[[^\]/?#@]*\]|[^:/?#@[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?(?:\?([^#]*))?$/i;

/**
 * Parses a URL strictly: a URL that parsers may read in different ways is refused.
 *
 * @throws BadUserInput at `url`, rules `length`, `template` (logs on the way would record a secret in a URL), `format`,
 * `host`, `path`, `forbidden` (a parameter such as `_method`).
 */
export function destinationOf(url: string): Destination {
  if (url.length > MAX_URL_LENGTH) {
    throw BadUserInput.at('url', 'length', `A URL has at most ${MAX_URL_LENGTH} characters.`);
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
      'The path has no empty, . or .. segment, no encoded slash, backslash, dot or control character and no double encoding.',
    );
  }
  if (overridesMethod(rawQuery)) {
    throw BadUserInput.at('url', 'forbidden', 'The query has no parameter that changes the method.');
  }
  const name = scheme.toLowerCase() as 'https' | 'http';
  const port = Number(rawPort ?? DEFAULT_PORTS[name]);
  if (port < 1 || port > 65_535) throw BadUserInput.at('url', 'format', 'A port is 1 to 65535.');
  const query = new URL(`https://host.invalid/?${rawQuery}`).search.slice(1);
  return { scheme: name, host, port, path, query };
}
