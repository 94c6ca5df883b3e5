import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { Client } from 'undici';
import { InjectionError } from './injection.error';
import { AddressRule, type AddressRuleOptions, isLoopbackAddress } from './upstream-address';
import { upstreamFailure } from './upstream-failure';

/** Limits of one request: times in milliseconds, sizes in bytes. */
export interface UpstreamLimits {
  readonly connectMs: number;
  /** From the DNS lookup to the last byte of the answer. */
  readonly totalMs: number;
  readonly headerBytes: number;
  /** The most bytes of the body as received, and of the decompressed body. */
  readonly bodyBytes: number;
}

/** The limits of the dispenser. */
export const UPSTREAM_LIMITS: UpstreamLimits = {
  connectMs: 5_000,
  totalMs: 30_000,
  headerBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
};

/** How upstream hosts are reached. */
export interface UpstreamOptions extends AddressRuleOptions {
  readonly limits: UpstreamLimits;
  /** Trusted certificates in PEM, instead of those of Node. */
  readonly ca?: string;
  /** Gives all addresses of a name; the system's resolver when left out. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
}

/** A complete request, as it is sent. */
export interface UpstreamRequest {
  readonly scheme: 'https' | 'http';
  /** As `canonicalHost` returns it. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

/** An answer whose body has not been read. */
export interface UpstreamResponse {
  readonly status: number;
  /** As received; each character stands for one byte. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Readable;
}

/**
 * Sends each request over a connection of its own. Redirects are not followed. Certificates are always verified against
 * the host name in the URL.
 */
export class Upstream {
  readonly #rule: AddressRule;
  readonly #options: UpstreamOptions;

  /** @throws NetworkFormatError */
  constructor(options: UpstreamOptions) {
    this.#rule = new AddressRule(options);
    this.#options = options;
  }

  get limits(): UpstreamLimits {
    return this.#options.limits;
  }

  /**
   * Sends a request and passes the answer to `read`. Then the connection is closed.
   *
   * @throws InjectionError ADDRESS_REFUSED before anything is sent, or UPSTREAM_…; errors of `read` unchanged.
   */
  async exchange<Result>(
    request: UpstreamRequest,
    read: (response: UpstreamResponse) => Promise<Result>,
  ): Promise<Result> {
    const { limits } = this.#options;
    const signal = AbortSignal.timeout(limits.totalMs);
    let client: Client | undefined;
    try {
      const addresses = await this.#checkedAddresses(request, signal);
      client = this.#client(request, addresses);
      const { statusCode, headers, body } = await client.request({
        method: request.method as 'GET',
        path: request.target,
        headers: request.headers.flat(),
        body: request.body ?? null,
        responseHeaders: 'raw',
        signal,
      });
      return await read({ status: statusCode, headers: pairs(headers as unknown as string[]), body });
    } catch (error) {
      throw upstreamFailure(error, signal.aborted);
    } finally {
      await client?.destroy();
    }
  }

  #client({ scheme, host, port }: UpstreamRequest, addresses: readonly LookupAddress[]): Client {
    const { limits, ca } = this.#options;
    return new Client(`${scheme}://${host}:${port}`, {
      // Set explicitly, because an environment variable can turn verification off.
      connect: {
        timeout: limits.connectMs,
        lookup: pinned(addresses),
        rejectUnauthorized: true,
        ...(ca !== undefined && { ca }),
      },
      headersTimeout: limits.totalMs,
      bodyTimeout: limits.totalMs,
      maxHeaderSize: limits.headerBytes,
      maxResponseSize: limits.bodyBytes,
    });
  }

  /**
   * Resolves the name once. Every address must be allowed, not only the first: the connection may use any of them.
   */
  async #checkedAddresses(
    { scheme, host }: UpstreamRequest,
    signal: AbortSignal,
  ): Promise<readonly LookupAddress[]> {
    const address = host.replace(/^\[|\]$/g, '');
    const family = isIP(address);
    const addresses =
      family === 0
        ? await beforeAbort((this.#options.resolve ?? systemResolve)(host), signal)
        : [{ address, family }];
    if (addresses.length === 0) {
      throw new InjectionError('UPSTREAM_UNREACHABLE', 'The host has no address.');
    }
    if (!addresses.every((each) => this.#rule.allows(each.address))) {
      throw new InjectionError('ADDRESS_REFUSED', 'The host has an address that may not be reached.');
    }
    if (scheme === 'http' && !addresses.every((each) => isLoopbackAddress(each.address))) {
      throw new InjectionError('ADDRESS_REFUSED', 'Plain HTTP is for loopback addresses only; use https.');
    }
    return addresses;
  }
}

function systemResolve(hostname: string): Promise<readonly LookupAddress[]> {
  return lookup(hostname, { all: true });
}

/** Returns the checked addresses, so that the name is not resolved a second time. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first!.address, first!.family);
  };
}

function beforeAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    }),
  ]);
}

function pairs(flat: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) found.push([flat[at]!, flat[at + 1]!]);
  return found;
}
