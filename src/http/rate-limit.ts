import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AddressRanges, LOOPBACK_RANGES } from '../core/address-range';
import { isFailureStatus, type RateCounter } from '../core/rate';
import { RequestMeter } from './request-meter';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts the request; undefined where nothing is counted. */
    meter: RequestMeter | undefined;
  }
  interface FastifyContextConfig {
    /** A route that answers however much was asked before: probes, which must not fail in a flood. */
    isUnlimited?: boolean;
  }
}

/** Whose requests are not counted: those of some addresses, or those that were made on this machine. */
export type TrustedCallers = readonly string[] | 'loopback';

/** Headers by which a proxy shows that TRUSTED_PROXIES does not name. */
const PROXY_HEADERS = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'];

/**
 * Counts every request, and refuses those of an address that asked for too much with 429: after the hooks `onRequest`,
 * so that a browser may read the refusal, and before a body is read.
 *
 * @param counter undefined when rates are not limited.
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
  // Before the answer is sent, so that the next request meets what this one cost.
  app.addHook('onSend', async ({ meter }, { statusCode }) => {
    if (meter !== undefined && isFailureStatus(statusCode)) await meter.fail(1);
  });
}

/**
 * Behind a proxy on this machine that TRUSTED_PROXIES does not name, every caller seems to be on this machine, too. What
 * a proxy adds to a request tells that it is not.
 */
function isForwarded({ raw }: FastifyRequest): boolean {
  return PROXY_HEADERS.some((name) => raw.headers[name] !== undefined);
}
