import type { Config } from '../config/config';
import { errorOrigin, type Log } from '../log';
import { type Services, servicesOf } from '../services/services';
import type { Database, DatabaseOptions } from '../storage/database';
import { type Stores, storesOf } from '../storage/stores';
import { KeyCheck } from './key-check';
import { type GatewayKeys, readGatewayKeys } from './key-files';
import { NotMigrated, openDatabase, refuseForeignDatabase, requireDatabaseFile } from './opened-database';

/** Storage and services put together for a process. The gateway, the dispenser and the commands are built on it. */
export interface Backend {
  readonly stores: Stores;
  readonly services: Services;
  /** Waits for work in the background, then closes the database. */
  close(): Promise<void>;
}

/** A backend whose database has not been queried yet. */
export interface UnpreparedBackend extends Backend {
  /**
   * Runs the missing migrations or refuses a database that lacks some, and checks that the keys belong to the database. May be
   * called again after an error.
   *
   * @throws NotMigrated; ConfigError for the keys of another database; Unavailable and StorageFault.
   */
  prepare(options: BackendOptions): Promise<void>;
}

/** How to prepare a {@link Backend}. */
export interface BackendOptions {
  /** Whether to run missing migrations and record the keys. Otherwise a database that lacks some is refused. */
  readonly migrate: boolean;
  /** The setting that a refusal of the sealing keys names, where they were derived from opening keys. */
  readonly sealingSetting?: string;
  /** Skips the check of the audit key against the chains, for a command that verifies the chains themselves. */
  readonly verifyingChains?: boolean;
}

const HOUR_MS = 3_600_000;

/**
 * Reads the keys, opens the database, checks that they belong together, and builds the services.
 *
 * @throws ConfigError, before anything is written, for keys that are missing, damaged or of another database; Unavailable
 * and StorageFault from the database.
 */
export async function openBackend(config: Config, log: Log, options: BackendOptions): Promise<Backend> {
  if (!options.migrate) requireDatabaseFile(config);
  const backend = await assembleBackend(config, log, { mustConnect: true });
  return closeOnFailure(backend, async () => {
    await backend.prepare(options);
    return backend;
  });
}

/**
 * The same without a query, so that a process can start while PostgreSQL is down. Call `prepare` before anything else.
 *
 * @param parts what to call for each failure of the database.
 * @throws ConfigError for keys that are missing or damaged; Unavailable if a SQLite file cannot be opened.
 */
export async function assembleBackend(
  config: Config,
  log: Log,
  parts: Pick<DatabaseOptions, 'onFault' | 'mustConnect'> = {},
): Promise<UnpreparedBackend> {
  const keys = readGatewayKeys(config);
  const stores = storesOf(await openDatabase(config, log, parts));
  const backend = backendOf(stores, keys, config, log);
  return {
    ...backend,
    prepare: async ({ migrate, verifyingChains, sealingSetting = sealingSettingOf(config) }) => {
      const audit =
        config.auditKey === undefined ? 'SECRETS_GATEWAY_AUDIT_KEY_FILE' : 'SECRETS_GATEWAY_AUDIT_KEY';
      const check = new KeyCheck(stores, keys, { sealing: sealingSetting, audit });
      await requireMigrated(stores.database, log, migrate);
      await check.requireSealingKeys();
      if (!verifyingChains) await check.requireChainKey();
      if (!migrate) return;
      await check.record();
      const adopted = await backend.services.chainAdoption.run();
      if (adopted > 0) log.info('audit chains entered', { count: adopted });
    },
  };
}

/** Does the work, and closes the backend if it fails. @throws what the work throws. */
export async function closeOnFailure<Result>(backend: Backend, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await backend.close();
    throw error;
  }
}

function sealingSettingOf({ sealingKey }: Config): string {
  return sealingKey === undefined ? 'SECRETS_GATEWAY_SEALING_KEY_FILE' : 'SECRETS_GATEWAY_SEALING_KEY';
}

async function requireMigrated(database: Database, log: Log, migrate: boolean): Promise<void> {
  try {
    if (!(await database.pendingMigrations())) return;
    if (!migrate) throw new NotMigrated();
    const names = await database.migrate();
    log.info('migrated', { count: names.length });
  } catch (error) {
    refuseForeignDatabase(error);
    throw error;
  }
}

function backendOf(
  stores: Stores,
  { sealingKeys, chainKey }: GatewayKeys,
  config: Config,
  log: Log,
): Backend {
  const services = servicesOf({
    stores,
    sealingKeys,
    chainKey,
    sealedBoxGraceMs: config.sealedBoxGraceHours * HOUR_MS,
    tokenRules: { maxDays: config.tokenMaxDays, fromLogin: config.tokensFromLogin },
    quota: { secrets: config.quotaSecrets, versions: config.quotaVersions, bytes: config.quotaBytes },
    recoveryDays: config.recoveryDays,
    onFault: (error) => log.error('background work failed', errorOrigin(error)),
  });
  return {
    stores,
    services,
    close: async () => {
      await services.authentication.settle();
      await stores.database.close();
    },
  };
}
