import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from './auth/authenticator';
import type { OidcVerifier } from './auth/oidc-verifier';
import { assembleBackend, type UnpreparedBackend } from './backend/backend';
import { Preparation } from './backend/preparation';
import { type Config, isLoopback } from './config/config';
import { Unavailable } from './core/errors';
import { type DialectParts, registerDialect } from './dialects/dialect.plugin';
import { DIALECTS } from './gateway-dialects';
import { readExamples } from './graphql/playground/examples-file';
import { registerPlayground } from './graphql/playground/playground.plugin';
import { GatewayCredential } from './graphql/request/gateway-credential';
import { createApolloServer } from './graphql/server/apollo-server';
import { registerCors } from './graphql/server/cors';
import { buildGatewaySchema, buildGatewaySubgraph } from './graphql/server/gateway-schema';
import { registerGraphQL } from './graphql/server/graphql.plugin';
import { Metrics } from './http/metrics';
import { registerRateLimit } from './http/rate-limit';
import { closeWithin } from './http/server-close';
import { transport } from './http/transport';
import type { Log } from './log';
import type { Bootstrapped } from './services/bootstrap.service';
import { RateLimits } from './services/rate-limits';
import type { Services } from './services/services';
import { rateStoreOf } from './storage/stores/rate.store';

/** A gateway that is built and not yet listening. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly services: Services;
  /**
   * When the database is migrated and ready: what the first start on an empty one made, undefined on every other. With a
   * PostgreSQL that is down this comes after the start. Rejects with a ConfigError when the database is there and the
   * keys are not its own; never settles when the gateway is closed before.
   */
  readonly prepared: Promise<Bootstrapped | undefined>;
  /** Opens the port. @returns the address for people and the port that was taken. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Answers what is in flight for as long as the grace time allows, refuses what is new, and closes the database. */
  close(): Promise<void>;
}

const PACKAGE = join(__dirname, '..');

/**
 * The composition root: builds everything the gateway process is made of. Public sealing keys are the only keys for
 * values in it.
 *
 * A PostgreSQL that is down does not hinder the start: the process is live, not ready, and answers UNAVAILABLE until the
 * database is there.
 *
 * @throws ConfigError for keys that are missing, damaged or of another database; UnguardedFields.
 */
export async function createGateway(config: Config, log: Log): Promise<Gateway> {
  const metrics = new Metrics();
  const backend = await assembleBackend(config, log, ({ code }) => metrics.storageFailed(code));
  try {
    return await gatewayOf(config, log, metrics, backend);
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function gatewayOf(
  config: Config,
  log: Log,
  metrics: Metrics,
  backend: UnpreparedBackend,
): Promise<Gateway> {
  const preparation = preparationOf(config, log, backend);
  await preparation.attempt();
  const onAnswer = metrics.requestAnswered.bind(metrics);
  const app = transport(config, { log, onAnswer });
  registerRateLimit(app, ratesOf(config, backend), config.rateTrustedRanges);
  registerHealth(app, backend, preparation);
  if (config.metrics) {
    app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  }
  await app.register(async (faces) => {
    faces.addHook('onRequest', async () => {
      if (!preparation.isDone) throw new Unavailable();
    });
    await registerFaces(faces, config, log, metrics, backend.services);
  });
  if (config.playground) {
    registerPlayground(app, {
      assetsFolder: join(PACKAGE, 'dist', 'playground'),
      examples: readExamples(join(PACKAGE, 'schema', 'examples.graphql')),
      endpoint: '/graphql',
    });
  }
  await app.ready();
  preparation.continueInBackground();
  return {
    app,
    services: backend.services,
    prepared: preparation.done,
    listen: async () => {
      await app.listen({ host: config.host, port: config.port });
      const address = app.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `http://${isLoopback(config.host) ? host : 'localhost'}:${port}`, port };
    },
    close: async () => {
      preparation.stop();
      await closeWithin(app, config.shutdownGraceMs);
      await backend.close();
    },
  };
}

/** Migrating, checking and bootstrapping. A SQLite file that cannot be used is on this machine and is told at once. */
function preparationOf(
  config: Config,
  log: Log,
  backend: UnpreparedBackend,
): Preparation<Bootstrapped | undefined> {
  const { stores, services } = backend;
  const isAway = (error: unknown) => error instanceof Unavailable && stores.database.kind !== 'sqlite';
  return new Preparation({
    log,
    prepare: async () => {
      await backend.prepare({ migrate: true });
      return services.bootstrap.run(config.bootstrapToken);
    },
    mendedByTime: (error) => (isAway(error) ? 'database unavailable' : undefined),
  });
}

async function registerFaces(
  app: FastifyInstance,
  config: Config,
  log: Log,
  metrics: Metrics,
  services: Services,
): Promise<void> {
  const authenticator = new Authenticator(services.authentication, oidcOf(config));
  const authenticate: DialectParts['authenticate'] = (authorization, origin) =>
    authenticator.principal(authorization, origin);
  for (const dialect of DIALECTS) await registerDialect(app, dialect, { services, log, authenticate });
  const apollo = createApolloServer({
    schema: config.federation ? buildGatewaySubgraph(DIALECTS).schema : buildGatewaySchema(DIALECTS),
    introspection: config.introspection,
    limits: config,
    log,
    onAnswer: (kind, codes) => metrics.operationAnswered(kind, codes),
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  // Browsers of other sites may be let in to GraphQL, and to nothing else: what a scope registers stays in it.
  await app.register(async (scope) => {
    await registerCors(scope, '/graphql', config.corsOrigins);
    registerGraphQL(scope, {
      apollo,
      services,
      authenticate,
      gatewayCredential: new GatewayCredential(config.federationGatewayToken, isLoopback(config.host)),
    });
  });
}

/** Loaded only where it is configured. */
function oidcOf({ oidcIssuer: issuer, oidcAudience: audience }: Config): OidcVerifier | undefined {
  if (issuer === undefined || audience === undefined) return undefined;
  const { OidcVerifier } = require('./auth/oidc-verifier') as typeof import('./auth/oidc-verifier');
  return new OidcVerifier({ issuer, audience });
}

function ratesOf(config: Config, { stores }: UnpreparedBackend): RateLimits | undefined {
  if (!config.rateLimit) return undefined;
  const { ratePoints: points, rateSeconds: seconds, rateFailurePoints: failurePoints } = config;
  return new RateLimits({ store: rateStoreOf(stores.database, { points, seconds }), failurePoints });
}

/** Live: the process answers. Ready: it could do its work, too. */
function registerHealth(
  app: FastifyInstance,
  { stores }: UnpreparedBackend,
  preparation: Pick<Preparation<unknown>, 'isDone'>,
): void {
  const config = { isUnlimited: true };
  app.get('/health/live', { config }, async () => ({ status: 'live' }));
  app.get('/health/ready', { config }, async (_, reply) => {
    const isReady = preparation.isDone && (await stores.database.isReady());
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready' });
  });
}
