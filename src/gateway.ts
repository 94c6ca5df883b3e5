import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from './auth/authenticator';
import type { OidcVerifier } from './auth/oidc-verifier';
import { assembleBackend, closeOnFailure, type UnpreparedBackend } from './backend/backend';
import { databaseAway, Preparation } from './backend/preparation';
import type { Config } from './config/config';
import { isLoopbackHost } from './core/address-range';
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
import { ServedProcess } from './http/served-process';
import type { Log } from './log';
import type { Bootstrapped } from './services/bootstrap.service';
import { RateLimits } from './services/rate-limits';
import type { Services } from './services/services';
import type { Stores } from './storage/stores';
import { rateStoreOf } from './storage/stores/shared-rates';

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
  return closeOnFailure(backend, () => gatewayOf(config, log, metrics, backend));
}

async function gatewayOf(
  config: Config,
  log: Log,
  metrics: Metrics,
  backend: UnpreparedBackend,
): Promise<Gateway> {
  const { stores, services } = backend;
  const preparation = new Preparation({
    log,
    prepare: async () => {
      await backend.prepare({ migrate: true });
      return services.bootstrap.run(config.bootstrapToken);
    },
    transient: databaseAway(config),
  });
  await preparation.attempt();
  const served = new ServedProcess(config, {
    log,
    metrics,
    startup: preparation,
    isReady: () => stores.database.isReady(),
  });
  registerRateLimit(served.app, ratesOf(config, stores), config.rateTrustedRanges);
  await served.addRoutes((scope) => registerFaces(scope, config, log, metrics, services));
  if (config.playground) {
    registerPlayground(served.app, {
      assetsFolder: join(PACKAGE, 'dist', 'playground'),
      examples: readExamples(join(PACKAGE, 'schema', 'examples.graphql')),
      endpoint: '/graphql',
    });
  }
  await served.ready();
  return {
    app: served.app,
    services,
    prepared: preparation.done,
    listen: async () => {
      const port = await served.listen();
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `http://${isLoopbackHost(config.host) ? host : 'localhost'}:${port}`, port };
    },
    close: async () => {
      await served.close();
      await backend.close();
    },
  };
}

async function registerFaces(
  app: FastifyInstance,
  config: Config,
  log: Log,
  metrics: Metrics,
  services: Services,
): Promise<void> {
  const authenticator = new Authenticator(services.authentication, await oidcOf(config));
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
      gatewayCredential: new GatewayCredential(config.federationGatewayToken, isLoopbackHost(config.host)),
    });
  });
}

/** The library for JSON Web Tokens is loaded only where an issuer is configured. */
async function oidcOf({
  oidcIssuer: issuer,
  oidcAudience: audience,
}: Config): Promise<OidcVerifier | undefined> {
  if (issuer === undefined || audience === undefined) return undefined;
  const { OidcVerifier } = await import('./auth/oidc-verifier.ts');
  return new OidcVerifier({ issuer, audience });
}

function ratesOf(config: Config, { database }: Stores): RateLimits | undefined {
  if (!config.rateLimit) return undefined;
  const { ratePoints: points, rateSeconds: seconds, rateFailurePoints: failurePoints } = config;
  return new RateLimits({ store: rateStoreOf(database.reader, { points, seconds }), failurePoints });
}
