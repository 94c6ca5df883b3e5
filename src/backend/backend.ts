import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { canonicalAuditEvent } from '../core/audit-event';
import { equalBytes } from '../crypto/bytes';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import { errorOrigin, type Log } from '../log';
import { type Services, servicesOf } from '../services/services';
import type { Database } from '../storage/database';
import type { FaultListener } from '../storage/sql/fault';
import { type Stores, storesOf } from '../storage/stores';
import { type GatewayKeys, readGatewayKeys } from './key-files';
import { NotMigrated, openDatabase, requireDatabaseFile } from './opened-database';

/** Storage and services wired together for a process: what the gateway, the dispenser and the commands are built on. */
export interface Backend {
  readonly stores: Stores;
  readonly services: Services;
  /** Waits for work that no request waits for, then closes the database. */
  close(): Promise<void>;
}

/** A backend whose database has not been queried yet. */
export interface UnpreparedBackend extends Backend {
  /**
   * Migrates or refuses a database that lacks migrations, and checks that the keys belong to it. May be called again after
   * it threw.
   *
   * @throws NotMigrated; ConfigError for the keys of another database; Unavailable and StorageFault.
   */
  prepare(options: BackendOptions): Promise<void>;
}

/** How to prepare a {@link Backend}. */
export interface BackendOptions {
  /** Run the migrations that have not run; otherwise refuse a database that lacks some. */
  readonly migrate: boolean;
  /** Do not check the audit key against the chains, because the chains themselves are to be verified. */
  readonly verifyingChains?: boolean;
}

const HOUR_MS = 3_600_000;
/** This many chains are checked before the audit key is taken for that of another database. */
const CHECKED_CHAINS = 100;

/**
 * Reads the keys, opens the database, checks that they belong together, and wires the services.
 *
 * @throws ConfigError, before anything is written, for keys that are missing, damaged or of another database; Unavailable
 * and StorageFault from the database.
 */
export async function openBackend(config: Config, log: Log, options: BackendOptions): Promise<Backend> {
  if (!options.migrate) requireDatabaseFile(config);
  const backend = await assembleBackend(config, log);
  return closeOnFailure(backend, async () => {
    await backend.prepare(options);
    return backend;
  });
}

/**
 * The same without a query, so that a process can start while PostgreSQL is down. Use nothing before `prepare` succeeded.
 *
 * @throws ConfigError for keys that are missing or damaged; Unavailable when a SQLite file cannot be opened.
 */
export async function assembleBackend(
  config: Config,
  log: Log,
  onFault?: FaultListener,
): Promise<UnpreparedBackend> {
  const keys = readGatewayKeys(config);
  const stores = storesOf(await openDatabase(config, log, onFault));
  return {
    ...backendOf(stores, keys, config, log),
    prepare: async ({ migrate, verifyingChains }) => {
      await requireMigrated(stores.database, log, migrate);
      await requireSealingKeysOf(stores, keys);
      if (!verifyingChains) await requireChainKeyOf(stores, keys.chainKey);
    },
  };
}

/** Does the work with a backend, and closes the backend if the work fails. */
export async function closeOnFailure<Result>(backend: Backend, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function requireMigrated(database: Database, log: Log, migrate: boolean): Promise<void> {
  if (!(await database.pendingMigrations())) return;
  if (!migrate) throw new NotMigrated();
  const names = await database.migrate();
  log.info('migrated', { count: names.length });
}

/** Valid keys of another database would seal what this one's dispenser cannot open. */
async function requireSealingKeysOf({ secretVersions, database }: Stores, keys: GatewayKeys): Promise<void> {
  const used = [...(await secretVersions.countByKey(database.reader)).keys()];
  if (used.length === 0 || used.some((keyId) => keys.sealingKeys.find(keyId) !== undefined)) return;
  throw new ConfigError('SEALING_KEY', 'none of these keys sealed the secrets in the database');
}

/** One valid head or first event shows that the key is the right one, whatever has happened to the other chains. */
async function requireChainKeyOf({ audit, database }: Stores, key: ChainKey): Promise<void> {
  const heads = (await audit.chains(database.reader)).slice(0, CHECKED_CHAINS);
  for (const { chainId, sequence, link, headMac: stored } of heads) {
    if (equalBytes(stored, headMac(key, chainId, sequence, link))) return;
    const [first] = await audit.stream(database.reader, chainId, 1, 1);
    if (first && equalBytes(first.link, chainLink(key, GENESIS, canonicalAuditEvent(first.event)))) return;
  }
  if (heads.length > 0) {
    throw new ConfigError('AUDIT_KEY', 'this is not the key of the audit chains in the database');
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
