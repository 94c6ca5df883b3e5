import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../core/errors';
import type { Metrics } from './metrics';
import { closeWithin } from './server-close';
import { type TransportConfig, type TransportParts, transport } from './transport';

/** What a served process needs of the configuration. */
export interface ServedConfig extends TransportConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Milliseconds that requests in flight get when the process closes. */
  readonly shutdownGraceMs: number;
  /** Whether to serve `/metrics`. */
  readonly metrics: boolean;
}

/** What has to be done before requests can be answered, such as migrating the database. */
export interface Startup {
  readonly isDone: boolean;
  /** Goes on with it, if it is not done yet. */
  continueInBackground(): void;
  stop(): void;
}

/** How one served process differs from another. */
export interface ServedParts extends Pick<TransportParts, 'log' | 'registerBodies'> {
  readonly startup: Startup;
  /** Whether the process can do its work now; asked by `/health/ready` once the startup is done. */
  isReady(): Promise<boolean>;
  /** Counts the requests. */
  readonly metrics?: Metrics;
}

/**
 * The HTTP side of a process, from building it to shutting it down: the transport, the health and metrics routes, the port.
 * Until the startup is done the process is live, not ready, and answers UNAVAILABLE.
 */
export class ServedProcess {
  readonly app: FastifyInstance;
  readonly #config: ServedConfig;
  readonly #startup: Startup;

  constructor(config: ServedConfig, { startup, metrics, isReady, ...parts }: ServedParts) {
    this.#config = config;
    this.#startup = startup;
    this.app = transport(config, {
      ...parts,
      ...(metrics && { onAnswer: metrics.requestAnswered.bind(metrics) }),
    });
    const probe = { config: { isUnlimited: true } };
    this.app.get('/health/live', probe, async () => ({ status: 'live' }));
    this.app.get('/health/ready', probe, async (_, reply) => {
      const isNowReady = startup.isDone && (await isReady());
      return reply.code(isNowReady ? 200 : 503).send({ status: isNowReady ? 'ready' : 'not ready' });
    });
    if (metrics !== undefined && config.metrics) {
      this.app.get('/metrics', async (_, reply) =>
        reply.type(metrics.contentType).send(await metrics.text()),
      );
    }
  }

  /** Adds routes that answer UNAVAILABLE until the startup is done. */
  async addRoutes(register: (scope: FastifyInstance) => void | Promise<void>): Promise<void> {
    await this.app.register(async (scope) => {
      // Before the body is read.
      scope.addHook('onRequest', (_request, _reply, done) => {
        done(this.#startup.isDone ? undefined : new Unavailable());
      });
      await register(scope);
    });
  }

  /** Ends the building: no route can be added any more. */
  async ready(): Promise<void> {
    await this.app.ready();
    this.#startup.continueInBackground();
  }

  /** Opens the port. @returns {@link port} */
  async listen(): Promise<number> {
    const { host, port } = this.#config;
    await this.app.listen({ host, port });
    return this.port;
  }

  /** The port that was taken; before that, the configured one. */
  get port(): number {
    const address = this.app.server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#config.port;
  }

  /** Answers what is in flight within the grace time, refuses what is new, and gives the port up. */
  async close(): Promise<void> {
    this.#startup.stop();
    await closeWithin(this.app, this.#config.shutdownGraceMs);
  }
}

/**
 * Holds the port for a process that cannot be built yet: live, never ready, UNAVAILABLE for everything else. Closing it
 * cuts what is in flight.
 */
export async function waitingProcess(
  config: ServedConfig,
  parts: Pick<ServedParts, 'log' | 'startup'>,
): Promise<ServedProcess> {
  const served = new ServedProcess(
    { ...config, shutdownGraceMs: 0 },
    { ...parts, isReady: async () => false },
  );
  await served.addRoutes((scope) => {
    scope.addHook('onRequest', async () => {
      throw new Unavailable();
    });
    scope.all('*', async () => undefined);
  });
  await served.ready();
  return served;
}
