import type { IncomingHttpHeaders } from 'node:http';

/** What one proxy wrote about the request that it received. Everything is text as it came. */
export interface Hop {
  /** Who sent the request to the proxy. */
  readonly for: string;
  readonly proto: string;
  readonly host: string;
}

/** The proxies that are looked at, more than any real chain has. */
const MAX_HOPS = 32;
/** The headers that the de-facto standard has, without the prefix of the path. */
const DE_FACTO = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'] as const;

/** Whether a request carries a header of a proxy. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers.forwarded !== undefined || DE_FACTO.some((name) => headers[name] !== undefined);
}

/**
 * The hops of a request, the nearest proxy first: from `X-Forwarded-For`, `-Proto` and `-Host`, or else from `Forwarded`
 * (RFC 7239). Not from both, because a proxy that writes one of them passes the other on as the caller wrote it.
 *
 * A proxy that replaces a header instead of adding to it leaves fewer values than hops; the last one then stands for all
 * proxies before it.
 */
export function hopsOf(headers: IncomingHttpHeaders): readonly Hop[] {
  if (DE_FACTO.every((name) => headers[name] === undefined)) return forwardedHops(textOf(headers.forwarded));
  const [addresses = [], protos = [], hosts = []] = DE_FACTO.map((name) => listOf(textOf(headers[name])));
  return Array.from({ length: Math.max(1, addresses.length) }, (_, at) => ({
    for: addresses[at] ?? '',
    proto: protos[at] ?? protos.at(-1) ?? '',
    host: hosts[at] ?? hosts.at(-1) ?? '',
  }));
}

/** A header that came several times is one list (RFC 9110 §5.3). */
function textOf(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}

/** The last values of a list, the last one first. */
function listOf(header: string): readonly string[] {
  return header === ''
    ? []
    : header
        .split(',')
        .slice(-MAX_HOPS)
        .map((each) => each.trim())
        .reverse();
}

// RFC 7239 §4: elements separated by commas, of pairs separated by semicolons. A value is a token or a quoted string.
const PAIR = /[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s";,]*))[ \t]*([;,]|$)/y;

/** @returns no hop for a header that is not well-formed: its ends could be anywhere. */
function forwardedHops(header: string): readonly Hop[] {
  const hops: Hop[] = [];
  let pairs = new Map<string, string>();
  let at = 0;
  while (at < header.length) {
    PAIR.lastIndex = at;
    const found = PAIR.exec(header);
    if (found === null) return [];
    const [, name = '', quoted, token = '', end] = found;
    pairs.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? token);
    at = PAIR.lastIndex;
    if (end === ';') continue;
    hops.push({
      for: pairs.get('for') ?? '',
      proto: pairs.get('proto') ?? '',
      host: pairs.get('host') ?? '',
    });
    pairs = new Map();
  }
  return hops.slice(-MAX_HOPS).reverse();
}
