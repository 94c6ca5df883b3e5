import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { REFUSALS, RequestRefused } from '../../http/refusal';

/** What our own clients send. */
const ALWAYS_ALLOWED = ['authorization', 'content-type', 'x-request-id', 'apollo-require-preflight'];

/**
 * Lets browsers of these origins read the responses of the routes of a scope, and of no other routes.
 *
 * @param headers what requests may carry besides {@link ALWAYS_ALLOWED}.
 * @param path the only path whose preflight requests are answered; the plugin alone would answer them for every path.
 */
export async function registerCors(
  scope: FastifyInstance,
  path: string,
  origins: readonly string[],
  headers: readonly string[] = [],
): Promise<void> {
  if (origins.length === 0) return;
  scope.addHook('onRequest', async ({ method, url }) => {
    if (method === 'OPTIONS' && url.split('?', 1)[0] !== path) throw new RequestRefused(REFUSALS.notFound);
  });
  await scope.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: [...ALWAYS_ALLOWED, ...headers],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
}
