import type { FastifyInstance } from 'fastify';
import { Unavailable } from '../core/errors';
import type { Metrics } from './metrics';
import { closeWithin } from './server-close';
import { type TransportConfig, type TransportParts, transport } from './transport';

/** The part of the configuration that a served process needs. */
export interface ServedConfig extends TransportConfig {
  /** 0 for any free port. */
  readonly port: number;
  /** Milliseconds for which requests in flight may continue when the process closes. */
  readonly shutdownGraceMs: number;
  /** Whether to serve `/metrics`. */
  readonly metrics: boolean;
}

/** Work that must be done before requests can be answered, such as migrating the database. */
export interface Startup {
  readonly isDone: boolean;
  /** Continues until it is done. Does nothing if it is done already. */
  continueInBackground(): void;
  stop(): void;
}

/** The parts that differ between served processes. */
export interface ServedParts extends Pick<TransportParts, 'log' | 'registerBodies'> {
  readonly startup: Startup;
  /** Whether the process can answer requests now. `/health/ready` asks this once the startup is done. */
  isReady(): Promise<boolean>;
  /** More that `/health/ready` tells once the startup is done. It does not decide whether the process is ready. */
  readinessDetail?(): Promise<Readonly<Record<string, unknown>>>;
  /** Counts requests if given. */
  readonly metrics?: Metrics;
}

/**
 * The HTTP server of a process with its health and metrics routes, from start to shutdown. Until the startup is done, the
 * process is live but not ready, and answers UNAVAILABLE.
 */
export class ServedProcess {
  readonly app: FastifyInstance;
  readonly #config: ServedConfig;
  readonly #startup: Startup;

  constructor(config: ServedConfig, { startup, metrics, isReady, readinessDetail, ...parts }: ServedParts) {
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
      const status = isNowReady ? 'ready' : 'not ready';
      const detail = startup.isDone ? await readinessDetail?.() : undefined;
      return reply.code(isNowReady ? 200 : 503).send({ status, ...detail });
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

  /** Completes the server. No route can be added after this. */
  async ready(): Promise<void> {
    await this.app.ready();
    this.#startup.continueInBackground();
  }

  /** Starts to listen. @returns the port, as {@link port}. */
  async listen(): Promise<number> {
    const { host, port } = this.#config;
    await this.app.listen({ host, port });
    return this.port;
  }

  /** The port that the server listens on; before that, the configured one. */
  get port(): number {
    const address = this.app.server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#config.port;
  }

  /** Refuses new requests, answers those in flight within the grace time, and frees the port. */
  async close(): Promise<void> {
    this.#startup.stop();
    await closeWithin(this.app, this.#config.shutdownGraceMs);
  }
}
