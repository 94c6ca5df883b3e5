import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../core/errors';

/**
 * Answers UNAVAILABLE to requests on open connections once the server closes: in the shape of the API and before the body is
 * read. The connection closes afterwards. Fastify's own reply would have neither this shape nor our headers.
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
 * Closes a server: no new connections, no new requests on open ones (see {@link refuseWhenClosing}), answers for requests in
 * flight. Connections that remain after the grace time are aborted, so that a slow client cannot keep the process alive.
 *
 * @param graceMs milliseconds; 0 aborts at once.
 */
export async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
