import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Authenticator } from './auth/authenticator';
import type { OidcVerifier } from './auth/oidc-verifier';
import { assembleBackend, closeOnFailure, type UnpreparedBackend } from './backend/backend';
import { ObservedDispenser } from './backend/dispenser-state';
import { makeOwnerToken } from './backend/owner-token';
import { databaseAway, Preparation } from './backend/preparation';
import { PurgeSchedule } from './backend/purge-schedule';
import { ratesOf } from './backend/rates';
import type { Config } from './config/config';
import { isLoopbackHost } from './core/address-range';
import { type DialectParts, registerDialect } from './dialects/dialect.plugin';
import { DIALECTS } from './gateway-dialects';
import { registerPlayground } from './graphql/playground/playground.plugin';
import { readExamples } from './graphql/playground/playground-assets';
import { GatewayCredential } from './graphql/request/gateway-credential';
import { createApolloServer } from './graphql/server/apollo-server';
import { registerCors } from './graphql/server/cors';
import { buildGatewaySchema, buildGatewaySubgraph } from './graphql/server/gateway-schema';
import { registerGraphQL } from './graphql/server/graphql.plugin';
import { Metrics } from './http/metrics';
import { registerRateLimit } from './http/rate-limit';
import { ServedProcess } from './http/served-process';
import type { Log } from './log';
import type { Bootstrapped, TokenKeeper } from './services/bootstrap.service';
import type { Services } from './services/services';

/** A gateway that is built but not listening yet. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly services: Services;
  /**
   * Resolves when the database is migrated and ready: to what the first start on an empty database created, to undefined
   * on every other start. While PostgreSQL is down it stays pending after the start. Rejects with a ConfigError if the
   * keys are not those of the database; never settles if the gateway is closed first.
   */
  readonly prepared: Promise<Bootstrapped | undefined>;
  /** Opens the port. @returns an address for people to open, and the port in use. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Refuses new requests, finishes those in flight within the grace time, and closes the database. */
  close(): Promise<void>;
}

const PACKAGE = join(__dirname, '..');
const MINUTE_MS = 60_000;

/**
 * The composition root: builds the parts of the gateway process and connects them. Its only keys for values are public
 * sealing keys.
 *
 * The process starts even while PostgreSQL is down. It is then live but not ready, and answers UNAVAILABLE until the
 * database can be reached.
 *
 * @param keepToken makes and keeps the token of the first owner, if the operator chose none. If left out, this process writes
 * it to the configured file.
 * @throws ConfigError for keys that are missing, damaged or of another database; UnguardedFields and MaskBypass for a
 * schema that could leak.
 */
export async function createGateway(
  config: Config,
  log: Log,
  keepToken: TokenKeeper = async () => makeOwnerToken(config),
): Promise<Gateway> {
  const metrics = new Metrics();
  const backend = await assembleBackend(config, log, { onFault: ({ code }) => metrics.storageFailed(code) });
  return closeOnFailure(backend, () => gatewayOf(config, log, metrics, backend, keepToken));
}

async function gatewayOf(
  config: Config,
  log: Log,
  metrics: Metrics,
  backend: UnpreparedBackend,
  keepToken: TokenKeeper,
): Promise<Gateway> {
  const { stores, services } = backend;
  const preparation = new Preparation({
    log,
    prepare: async () => {
      await backend.prepare({ migrate: true });
      return services.bootstrap.run(config.bootstrapToken ?? keepToken);
    },
    transient: databaseAway(config),
  });
  await preparation.attempt();
  const dispenser = ObservedDispenser.of(config, log);
  const served = new ServedProcess(config, {
    log,
    metrics,
    startup: preparation,
    isReady: () => stores.database.isReady(),
    readinessDetail: () => dispenser.detail(),
  });
  const authenticator = new Authenticator(services.authentication, await oidcOf(config));
  registerRateLimit(
    served.app,
    ratesOf(config, stores, 'gateway'),
    config.rateTrustedRanges,
    ({ headers: { authorization } }) => authenticator.recognizes(authorization),
  );
  await served.addRoutes((scope) => registerApis(scope, config, log, metrics, services, authenticator));
  if (config.playground) {
    registerPlayground(served.app, {
      assetsFolder: join(PACKAGE, 'dist', 'playground'),
      examples: readExamples(join(PACKAGE, 'schema', 'examples.graphql')),
      endpoint: '/graphql',
    });
  }
  const purges = new PurgeSchedule({
    purges: [
      ['versions shredded', services.retention],
      ['deleted secrets shredded', services.secretRecovery],
    ],
    log,
    intervalMs: config.purgeMinutes * MINUTE_MS,
  });
  void preparation.done.then(() => purges.start()).catch(() => undefined);
  await served.ready();
  return {
    app: served.app,
    services,
    prepared: preparation.done,
    listen: async () => {
      const port = await served.listen();
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      const local = `http://${isLoopbackHost(config.host) ? host : 'localhost'}:${port}`;
      return { url: config.publicUrl ?? local, port };
    },
    close: async () => {
      await served.close();
      await purges.close();
      await backend.close();
    },
  };
}

/** The dialects and GraphQL. */
async function registerApis(
  app: FastifyInstance,
  config: Config,
  log: Log,
  metrics: Metrics,
  services: Services,
  authenticator: Authenticator,
): Promise<void> {
  const authenticate: DialectParts['authenticate'] = (authorization, origin) =>
    authenticator.principal(authorization, origin);
  const { operationTimeoutMs } = config;
  for (const dialect of DIALECTS) {
    await registerDialect(app, dialect, { services, log, authenticate, operationTimeoutMs });
  }
  const apollo = createApolloServer({
    schema: config.federation ? buildGatewaySubgraph(DIALECTS).schema : buildGatewaySchema(DIALECTS),
    introspection: config.introspection,
    limits: config,
    log,
    onAnswer: (kind, codes) => metrics.operationAnswered(kind, codes),
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  // CORS is for GraphQL alone: what a scope registers stays inside it.
  await app.register(async (scope) => {
    await registerCors(scope, '/graphql', config.corsOrigins, config.corsHeaders);
    registerGraphQL(scope, {
      apollo,
      services,
      authenticate,
      operationTimeoutMs,
      gatewayCredential: new GatewayCredential(config.federationGatewayToken, isLoopbackHost(config.host)),
    });
  });
}

/** The library for JSON Web Tokens is loaded only where an issuer is configured. */
async function oidcOf({
  oidcIssuer: issuer,
  oidcAudience: audience,
  oidcAuthorizedParties: authorizedParties,
  clockToleranceSeconds: toleranceSeconds,
}: Config): Promise<OidcVerifier | undefined> {
  if (issuer === undefined || audience === undefined) return undefined;
  const { OidcVerifier } = await import('./auth/oidc-verifier.ts');
  return new OidcVerifier({ issuer, audience, authorizedParties, toleranceSeconds });
}
