import type { FastifyInstance } from 'fastify';
import { assembleBackend, closeOnFailure, type UnpreparedBackend } from '../backend/backend';
import { NotMigrated, requireDatabaseFile } from '../backend/opened-database';
import { Preparation } from '../backend/preparation';
import { ratesOf } from '../backend/rates';
import type { Config } from '../config/config';
import { Unavailable } from '../core/errors';
import { ApprovalKeys } from '../crypto/open/approval';
import { Challenges } from '../crypto/open/challenge';
import { Opener } from '../crypto/open/open';
import type { OpeningKeyRing } from '../crypto/open/opening-key';
import { publicHalf } from '../crypto/open/opening-key-pair';
import { parseProof } from '../crypto/proof';
import { formatSealingKeys } from '../crypto/sealing-key';
import { registerBodyParsers } from '../http/body-parser';
import { Metrics } from '../http/metrics';
import { registerRateLimit } from '../http/rate-limit';
import { ServedProcess } from '../http/served-process';
import { errorOrigin, type Log } from '../log';
import { ChangeWatcher } from './consumer/change-watcher';
import { ConsumerAdmission } from './consumer/consumer-admission';
import { ConsumerAuthenticator } from './consumer/consumer-authenticator';
import { ConsumerStates } from './consumer/consumer-state';
import { RefusalAudit } from './consumer/refusal-audit';
import { WorkloadIssuers } from './consumer/workload-issuer';
import { ChallengeLimit } from './delivery/challenge-limit';
import { registerCodes } from './delivery/code.route';
import { registerDeliveries } from './delivery/delivery.route';
import { DeliveryMaker } from './delivery/delivery-maker';
import { DeliveryStreams } from './delivery/delivery-stream';
import { UsageRecorder } from './delivery/usage-recorder';
import { registerInjections } from './injection/injection.route';
import { Injector } from './injection/injector';
import { UPSTREAM_LIMITS, Upstream } from './upstream/upstream-client';

/** A dispenser that is assembled but does not listen yet. */
export interface Dispenser {
  readonly app: FastifyInstance;
  /**
   * Resolves when the database is available, is migrated and belongs to the keys. Rejects with a ConfigError if it
   * belongs to other keys. Never settles if the dispenser is closed before.
   */
  readonly prepared: Promise<void>;
  /** Opens the port. @returns the actual port, also when the configured one is 0. */
  listen(): Promise<{ readonly port: number }>;
  /** Ends the streams, answers requests in flight, flushes pending writes, and closes the database. */
  close(): Promise<void>;
}

/**
 * Assembles the dispenser, the server process that holds opening keys. It does not migrate: while the database is
 * unavailable or not migrated, the process is live but not ready.
 *
 * @param config with host, port and database of the dispenser: see `dispenserEnvironment`.
 * @throws ConfigError for keys that are missing, damaged or belong to another database.
 */
export async function createDispenser(config: Config, keys: OpeningKeyRing, log: Log): Promise<Dispenser> {
  requireDatabaseFile(config);
  const metrics = new Metrics();
  const sealingKey = formatSealingKeys(await Promise.all(keys.all.map(publicHalf)));
  const backend = await assembleBackend({ ...config, sealingKey }, log, {
    onFault: ({ code }) => metrics.storageFailed(code),
  });
  return closeOnFailure(backend, () => dispenserOf(config, keys, log, metrics, backend));
}

async function dispenserOf(
  config: Config,
  keys: OpeningKeyRing,
  log: Log,
  metrics: Metrics,
  backend: UnpreparedBackend,
): Promise<Dispenser> {
  const { stores, services } = backend;
  const onFault = (error: unknown) => log.error('background work failed', errorOrigin(error));
  const preparation = new Preparation({
    log,
    prepare: () =>
      backend.prepare({
        migrate: false,
        sealingSetting: config.hasOpeningKey
          ? 'SECRETS_GATEWAY_OPENING_KEY'
          : 'SECRETS_GATEWAY_OPENING_KEY_FILE',
      }),
    transient: databaseNotReady,
  });
  await preparation.attempt();
  const upstream = new Upstream({
    limits: UPSTREAM_LIMITS,
    allowLoopback: false,
    allowedNetworks: config.upstreamNetworks,
  });
  const approvals = config.consumerApproval === 'required' ? new ApprovalKeys(keys) : undefined;
  const states = new ConsumerStates({ stores, services, readsApprovals: approvals !== undefined });
  const admission = new ConsumerAdmission({ states, approvals });
  const challenges = new Challenges(keys);
  const usage = new UsageRecorder(stores, onFault);
  const watcher = new ChangeWatcher(stores);
  const streams = new DeliveryStreams({ states, admission, watcher, limits: config });
  const authenticator = new ConsumerAuthenticator({
    admission,
    challenges,
    issuers: new WorkloadIssuers(upstream),
    toleranceSeconds: config.clockToleranceSeconds,
  });
  const opener = new Opener(keys);
  const maker = new DeliveryMaker({ stores, services, opener, usage });
  const injector = new Injector({ upstream });
  const served = new ServedProcess(config, {
    log,
    metrics,
    startup: preparation,
    isReady: () => stores.database.isReady(),
    // Ids are public: they are in every sealed value, and clients get that of the current key.
    readinessDetail: async () => ({ keyIds: keys.all.map(({ keyId }) => keyId) }),
    registerBodies: registerProvenBodies,
  });
  registerRateLimit(
    served.app,
    ratesOf(config, stores, 'dispenser'),
    config.rateTrustedRanges,
    // Whether the consumer holds its key shows when the body is read.
    async ({ headers: { authorization = '' } }) => {
      const proof = parseProof(authorization);
      return proof !== undefined && challenges.verify(proof.challenge, new Date()) !== undefined;
    },
  );
  await served.addRoutes((faces) => {
    const refusals = new RefusalAudit(services);
    const shared = { authenticator, refusals, states, admission };
    const challengeLimit = new ChallengeLimit(config.challengesPerMinute);
    registerDeliveries(faces, { ...shared, challenges, challengeLimit, maker, streams });
    registerCodes(faces, { ...shared, maker });
    registerInjections(faces, { ...shared, stores, services, opener, injector, usage });
  });
  served.app.addHook('preClose', async () => streams.close());
  await served.ready();
  return {
    app: served.app,
    prepared: preparation.done,
    listen: async () => ({ port: await served.listen() }),
    close: async () => {
      watcher.stop();
      await served.close();
      await usage.close();
      await backend.close();
    },
  };
}

/** The gateway migrates the database, and on SQLite it writes to the same file: the dispenser waits for both. */
function databaseNotReady(error: unknown): string | undefined {
  if (error instanceof Unavailable) return 'database unavailable';
  return error instanceof NotMigrated ? 'database not migrated' : undefined;
}

/** The body parsers of the gateway, which also keep the raw bytes for the proof. */
function registerProvenBodies(app: FastifyInstance): void {
  app.decorateRequest('rawBody', undefined);
  app.decorateRequest('bodyFault', undefined);
  registerBodyParsers(
    app,
    (request, body) => {
      request.rawBody = new Uint8Array(body);
    },
    (request, fault) => {
      request.bodyFault = fault;
    },
  );
}
