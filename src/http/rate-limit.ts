import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AddressRanges, LOOPBACK_RANGES } from '../core/address-range';
import { isFailureStatus, type RateCounter } from '../core/rate';
import { KnownCredentials } from './known-credentials';
import { RequestMeter } from './request-meter';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts the request; undefined if it is not counted. */
    meter: RequestMeter | undefined;
  }
  interface FastifyContextConfig {
    /** Exempts a route from the limit: health probes, which must not fail when the process is flooded. */
    isUnlimited?: boolean;
  }
}

/** Whose requests are not counted: those of the given addresses, or those made on this machine. */
export type TrustedCallers = readonly string[] | 'loopback';

/** Headers that reveal a proxy. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'];

/**
 * Counts every request and answers 429 to an address without points left: after the `onRequest` hooks, so that the answer has
 * CORS headers, and before the body is read.
 *
 * What others send from an address does not hinder callers with a valid credential: their principal alone limits them. An
 * address without points left is therefore asked for its credential. It has as many points again for credentials that have
 * not authenticated a request in the last minute.
 *
 * @param counter undefined if rates are not limited.
 * @param recognizes whether the credential of a request is valid now; records nothing. Its body is not read yet.
 */
export function registerRateLimit(
  app: FastifyInstance,
  counter: RateCounter | undefined,
  trusted: TrustedCallers,
  recognizes: (request: FastifyRequest) => Promise<boolean>,
): void {
  app.decorateRequest('meter', undefined);
  if (counter === undefined) return;
  const ranges = new AddressRanges(trusted === 'loopback' ? LOOPBACK_RANGES : trusted);
  const isTrusted = (request: FastifyRequest) =>
    ranges.has(request.origin.address) && !(trusted === 'loopback' && isForwarded(request));
  const known = new KnownCredentials();
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.isUnlimited || isTrusted(request)) return;
    const { authorization } = request.headers;
    const caller = authorization !== undefined && {
      isKnown: () => known.has(authorization),
      isRecognized: () => recognizes(request),
      onIdentified: () => known.add(authorization),
    };
    request.meter = new RequestMeter(counter, request.origin.address, caller || undefined);
    await request.meter.arrive();
  });
  app.addHook('preParsing', async ({ meter }) => meter?.requireAllowed());
  // Before the answer is sent, so that the cost counts for the next request.
  app.addHook('onSend', async ({ meter, headers: { authorization } }, { statusCode }) => {
    if (statusCode === 401 && authorization !== undefined) known.forget(authorization);
    if (meter !== undefined && isFailureStatus(statusCode)) await meter.fail(1);
  });
}

/**
 * Behind a proxy on this machine that is not in SECRETS_GATEWAY_TRUSTED_PROXIES, every caller seems to be on this machine. The headers that
 * the proxy adds show that it is not.
 */
function isForwarded({ raw }: FastifyRequest): boolean {
  return PROXY_HEADERS.some((name) => raw.headers[name] !== undefined);
}
