import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REFUSALS, RequestRefused } from './refusal';

/**
 * Refuses a longer body of a request without a credential, or without a route, before it is read. Routes that read bodies
 * authenticate before that, so nobody can have us read more without being known.
 *
 * @param most bytes.
 */
export function limitAnonymousBodies(app: FastifyInstance, most: number): void {
  app.addHook('preParsing', async (request, reply, payload) => {
    if (!isAnonymous(request)) return payload;
    const length = request.headers['content-length'];
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    if (isChunked) {
      const counted = counting(most);
      payload.on('error', (error) => counted.destroy(error));
      return payload.pipe(counted);
    }
    if (Number(length ?? 0) <= most) return payload;
    // What the client still sends is not read.
    reply.header('connection', 'close');
    throw new RequestRefused(REFUSALS.bodyTooLarge);
  });
}

function isAnonymous({ headers, is404 }: FastifyRequest): boolean {
  return headers.authorization === undefined || is404;
}

function counting(most: number): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > most) done(new RequestRefused(REFUSALS.bodyTooLarge));
      else done(null, chunk);
    },
  });
}
