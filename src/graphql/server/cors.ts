import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { REFUSALS, RequestRefused } from '../../http/refusal';

/**
 * Lets browsers of these origins read the answers of the routes of a scope, and of no others.
 *
 * @param path the only path whose preflights are answered: the plugin itself would answer for every path there is.
 */
export async function registerCors(
  scope: FastifyInstance,
  path: string,
  origins: readonly string[],
): Promise<void> {
  if (origins.length === 0) return;
  scope.addHook('onRequest', async ({ method, url }) => {
    if (method === 'OPTIONS' && url.split('?', 1)[0] !== path) throw new RequestRefused(REFUSALS.notFound);
  });
  await scope.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'x-request-id', 'apollo-require-preflight'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
  });
}
