import type { Config } from './config/config';
import { Unavailable } from './core/errors';
import { closeWithin } from './http/server-close';
import { transport } from './http/transport';
import type { Log } from './log';

/** What answers before a gateway can be built. */
export interface WaitingServer {
  /** The port that was taken. */
  readonly port: number;
  /** Gives the port up, for the gateway to take it. */
  close(): Promise<void>;
}

/**
 * Stands in for a gateway on its first start, whose keys may be made only once the database says that it is empty: live,
 * not ready, and UNAVAILABLE in answer to everything else.
 */
export async function openWaitingServer(config: Config, log: Log): Promise<WaitingServer> {
  const app = transport(config, { log });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_, reply) => reply.code(503).send({ status: 'not ready' }));
  await app.register(async (rest) => {
    // Before the body is looked at, as in the gateway.
    rest.addHook('onRequest', async () => {
      throw new Unavailable();
    });
    rest.all('*', async () => undefined);
  });
  await app.listen({ host: config.host, port: config.port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : config.port,
    close: () => closeWithin(app, 0),
  };
}
