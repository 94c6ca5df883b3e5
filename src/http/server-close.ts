import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../core/errors';

/**
 * Once the server closes, a request on a connection that is still open is told UNAVAILABLE, in the shape of its face and
 * before its body is read; the connection closes after it. Fastify's own reply would have neither shape nor headers.
 */
export function refuseWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onRequest', (_request, _reply, done) => done(isClosing ? new Unavailable() : undefined));
}

/**
 * Closes a server: no new connections, no new requests on old ones (see {@link refuseWhenClosing}), answers for what is
 * in flight. What is still there after the grace time is cut, so that one slow client cannot keep the process.
 *
 * @param graceMs milliseconds; 0 cuts at once.
 */
export async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
