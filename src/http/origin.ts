import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AddressRanges, canonicalAddress } from '../core/address-range';
import type { Origin } from '../core/principal';
import type { Log } from '../log';
import { type Hop, hopsOf, isForwarded } from './forwarded';
import { publicUrlOf } from './public-url';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request came from. */
    origin: Origin;
    /** Whether it came over TLS, to us or to a trusted proxy. */
    isHttps: boolean;
    /** Where clients reach this process: the start of all links, without a slash at its end. */
    publicUrl: string;
    /** Set once the caller is authenticated, for the request log. */
    principalId: string | undefined;
  }
}

// UUIDs and trace ids. The id is echoed, logged and stored in audit events. A wider pattern would let in a token or a
// password that somebody sends in the wrong header.
const REQUEST_ID = /^[0-9A-Fa-f-]{8,36}$/;

/** The caller's request id if it has 8 to 36 hexadecimal digits and hyphens, otherwise a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

// Names are letters and versions are short numbers, so that no token or password that somebody sends here by mistake is
// stored. `GitHub CLI 2.46.0` and `curl/8.5.0` match.
const CLIENT =
  /^(?=.{1,60}$)[A-Za-z]{2,20}(?:[ _.-][A-Za-z]{2,20}){0,3}(?:[/ ]v?\d{1,4}(?:\.\d{1,6}){0,3})?$/;

/**
 * The program that sent a request: `apollographql-client-name` and its version, otherwise the first product of
 * `User-Agent` (RFC 9110, 10.1.5).
 *
 * @returns undefined unless it looks like the name of a program.
 */
export function clientOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const name = headers['apollographql-client-name'];
  const version = headers['apollographql-client-version'];
  const named = typeof name === 'string' ? [name, version].filter(Boolean).join('/') : undefined;
  const product = /^[^(\s/]+(?: [^(\s/\d]+)*(?:[/ ][^(\s]+)?/.exec(headers['user-agent'] ?? '')?.[0];
  return [named, product].find((text) => text !== undefined && CLIENT.test(text));
}

/** What trusted proxies say about a request. Without one, what its socket says. */
export interface ForwardedRequest {
  /** The caller's canonical address, or `unknown`. */
  readonly address: string;
  /** Whether the caller used TLS. */
  readonly isHttps: boolean;
  /** The host that the caller asked, and the path that the proxies removed; empty if they do not say. Any text. */
  readonly host: string;
  readonly prefix: string;
}

/** Tells callers from proxies. */
export class TrustedProxies {
  readonly #ranges: AddressRanges;

  /** @param ranges from SECRETS_GATEWAY_TRUSTED_PROXIES. */
  constructor(ranges: readonly string[]) {
    this.#ranges = new AddressRanges(ranges);
  }

  /** Whether the other end of the socket is a trusted proxy. */
  isProxied({ socket }: Pick<IncomingMessage, 'socket'>): boolean {
    return this.#ranges.has(addressIn(socket.remoteAddress ?? '') ?? '');
  }

  /**
   * The caller is the other end of the socket or, behind trusted proxies, the nearest address outside of them.
   * Everything beyond it is the caller's own claim. Scheme and host are those that the farthest trusted proxy saw.
   */
  forwarded(request: IncomingMessage): ForwardedRequest {
    const peer = addressIn(request.socket.remoteAddress ?? '') ?? 'unknown';
    const isTls = 'encrypted' in request.socket && request.socket.encrypted === true;
    if (!this.#ranges.has(peer)) return { address: peer, isHttps: isTls, host: '', prefix: '' };
    let address = peer;
    let last: Hop | undefined;
    for (const hop of hopsOf(request.headers)) {
      last = hop;
      const next = addressIn(hop.for);
      // A proxy that we trust writes nothing but addresses.
      if (next === undefined) break;
      address = next;
      if (!this.#ranges.has(address)) break;
    }
    const prefix = request.headers['x-forwarded-prefix'];
    return {
      address,
      isHttps: isTls || last?.proto.toLowerCase() === 'https',
      host: last?.host ?? '',
      prefix: typeof prefix === 'string' ? prefix.replace(/\/$/, '') : '',
    };
  }

  /** The address of {@link forwarded}. */
  addressOf(request: IncomingMessage): string {
    return this.forwarded(request).address;
  }

  /** Whether the caller used TLS, as {@link forwarded} says. */
  isHttps(request: IncomingMessage): boolean {
    return this.forwarded(request).isHttps;
  }
}

/** The address that a socket or a proxy wrote, without port, brackets or zone; undefined for a text that holds none. */
function addressIn(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text;
  return canonicalAddress(bare.split('%', 1)[0] ?? '');
}

/** What {@link registerOrigins} can do besides. */
interface OriginOptions {
  /** From SECRETS_GATEWAY_PUBLIC_URL, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  /** Where to warn, once, of a proxy that is not trusted. */
  readonly log?: Log;
}

const IGNORED =
  'The headers of a proxy are ignored. If it is yours, put its address into SECRETS_GATEWAY_TRUSTED_PROXIES.';

/** Sets the origin of each request and echoes the request id as `x-request-id`. Register it before all other hooks. */
export function registerOrigins(
  app: FastifyInstance,
  trustedProxies: readonly string[],
  { publicUrl, log }: OriginOptions = {},
): void {
  const proxies = new TrustedProxies(trustedProxies);
  let hasWarned = log === undefined;
  // Placeholders: each request gets its own values before any other hook.
  app.decorateRequest('origin', null as unknown as Origin);
  app.decorateRequest('isHttps', false);
  app.decorateRequest('publicUrl', '');
  app.decorateRequest('principalId', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    const forwarded = proxies.forwarded(request.raw);
    const { address, isHttps } = forwarded;
    request.origin = { requestId: request.id, address, client: clientOf(request.raw) };
    request.isHttps = isHttps;
    request.publicUrl = publicUrl ?? publicUrlOf(request.raw, forwarded);
    reply.header('x-request-id', request.id);
    if (!hasWarned && isForwarded(request.headers) && !proxies.isProxied(request.raw)) {
      hasWarned = true;
      log?.warn('headers of a proxy that is not trusted', { address, reason: IGNORED });
    }
    done();
  });
}
