import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AddressRanges, LOOPBACK_RANGES } from '../core/address-range';
import { isFailureStatus, type RateCounter } from '../core/rate';
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
 * @param counter undefined if rates are not limited.
 */
export function registerRateLimit(
  app: FastifyInstance,
  counter: RateCounter | undefined,
  trusted: TrustedCallers,
): void {
  app.decorateRequest('meter', undefined);
  if (counter === undefined) return;
  const ranges = new AddressRanges(trusted === 'loopback' ? LOOPBACK_RANGES : trusted);
  const isTrusted = (request: FastifyRequest) =>
    ranges.has(request.origin.address) && !(trusted === 'loopback' && isForwarded(request));
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.isUnlimited || isTrusted(request)) return;
    request.meter = new RequestMeter(counter, request.origin.address);
    await request.meter.arrive();
  });
  app.addHook('preParsing', async ({ meter }) => meter?.requireAllowed());
  // Before the answer is sent, so that the cost counts for the next request.
  app.addHook('onSend', async ({ meter }, { statusCode }) => {
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
