import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { AddressRanges, canonicalAddress } from '../core/address-range';
import type { Origin } from '../core/principal';

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request came from. */
    origin: Origin;
    /** Whether it came over TLS, to us or to a trusted proxy. */
    isHttps: boolean;
    /** Set once the caller is authenticated, for the request log. */
    principalId: string | undefined;
  }
}

// UUIDs and trace ids. The id is echoed, logged and stored in audit events. A wider pattern would let in a token or a
// password that somebody sends in the wrong header.
const REQUEST_ID = /^[0-9A-Fa-f-]{8,36}$/;
/** The proxies that are looked at, more than any real chain has. */
const MAX_HOPS = 32;

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

/** Tells callers from proxies. */
export class TrustedProxies {
  readonly #ranges: AddressRanges;

  /** @param ranges from SECRETS_GATEWAY_TRUSTED_PROXIES. */
  constructor(ranges: readonly string[]) {
    this.#ranges = new AddressRanges(ranges);
  }

  /**
   * The caller's address: that of the socket or, behind trusted proxies, the right-most address in `X-Forwarded-For` that is
   * not a trusted proxy. Everything to the left of it is the caller's own claim.
   *
   * @returns a canonical address, or `unknown`.
   */
  addressOf(request: IncomingMessage): string {
    let address = addressIn(request.socket.remoteAddress ?? '') ?? 'unknown';
    if (!this.#ranges.has(address)) return address;
    const header = request.headers['x-forwarded-for'];
    const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').slice(-MAX_HOPS);
    for (const hop of hops.reverse()) {
      const next = addressIn(hop.trim());
      // A proxy that we trust writes nothing but addresses.
      if (next === undefined) return address;
      address = next;
      if (!this.#ranges.has(address)) return address;
    }
    return address;
  }

  /** Whether the caller used TLS, according to our socket or to a trusted proxy. */
  isHttps(request: IncomingMessage): boolean {
    if ('encrypted' in request.socket && request.socket.encrypted === true) return true;
    if (!this.#ranges.has(addressIn(request.socket.remoteAddress ?? '') ?? '')) return false;
    const header = request.headers['x-forwarded-proto'];
    return (
      String(header ?? '')
        .split(',')
        .at(-1)
        ?.trim()
        .toLowerCase() === 'https'
    );
  }
}

/** The address that a socket or a proxy wrote, without port, brackets or zone; undefined for a text that holds none. */
function addressIn(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text;
  return canonicalAddress(bare.split('%', 1)[0] ?? '');
}

/** Sets the origin of each request and echoes the request id as `x-request-id`. Register it before all other hooks. */
export function registerOrigins(app: FastifyInstance, trustedProxies: readonly string[]): void {
  const proxies = new TrustedProxies(trustedProxies);
  // Placeholders: each request gets its own values before any other hook.
  app.decorateRequest('origin', null as unknown as Origin);
  app.decorateRequest('isHttps', false);
  app.decorateRequest('principalId', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    request.origin = {
      requestId: request.id,
      address: proxies.addressOf(request.raw),
      client: clientOf(request.raw),
    };
    request.isHttps = proxies.isHttps(request.raw);
    reply.header('x-request-id', request.id);
    done();
  });
}
