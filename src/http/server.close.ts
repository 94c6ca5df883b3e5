import type { FastifyInstance } from 'fastify';

/**
 * Closes a server: no new connections, `503` for new requests on old ones, answers for what is in flight. What is still
 * there after the grace time is cut, so that one slow client cannot keep the process.
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
