import { existsSync } from 'node:fs';
import { type Config, ConfigError } from '../config/config';
import { canonicalAuditEvent } from '../core/audit-event';
import { equalBytes } from '../crypto/bytes';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import { errorOrigin, type Log } from '../log';
import { type Services, servicesOf } from '../services/services';
import { Database } from '../storage/database';
import { sqlitePathOf } from '../storage/engine/data-source';
import { type FaultListener, StorageFault } from '../storage/sql/fault';
import { type Stores, storesOf } from '../storage/stores/stores';
import { type GatewayKeys, isUnmade, readGatewayKeys } from './key-files';

/** The use cases over an open database: what the gateway and the commands are built on. */
export interface Backend {
  readonly stores: Stores;
  readonly services: Services;
  /** Waits for work that no request waits for, then closes the database. */
  close(): Promise<void>;
}

/** A backend whose database was not asked yet. */
export interface UnpreparedBackend extends Backend {
  /**
   * Migrates or refuses a database that lacks migrations, and checks that the keys belong to it.
   *
   * @throws NotMigrated; ConfigError for the keys of another database; Unavailable and StorageFault.
   */
  prepare(options: BackendOptions): Promise<void>;
}

/** Which keys the first start has to make. */
export interface KeysToMake {
  readonly sealing: boolean;
  readonly audit: boolean;
}

/** How to open a {@link Backend}. */
export interface BackendOptions {
  /** Run the migrations that have not run; otherwise refuse a database that lacks some. */
  readonly migrate: boolean;
  /** Do not judge the audit key by the chains, because the chains are what is to be judged. */
  readonly verifyingChains?: boolean;
}

/** There is no file of the database: nothing was ever stored. */
export class NoDatabase extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'there is no database yet; the first start of a gateway makes it');
  }
}

/** A database that lacks migrations, and nobody allowed us to run them: a gateway or `migrate` does. */
export class NotMigrated extends ConfigError {
  constructor() {
    super('DATABASE_URL', 'the database is not migrated; run "secrets-gateway migrate"');
  }
}

const HOUR_MS = 3_600_000;
/** So many chains are asked whether the audit key is theirs, before it is called another database's. */
const ASKED_CHAINS = 100;

/**
 * Reads the keys, opens the database, checks that they belong together, and wires the use cases.
 *
 * @throws ConfigError, before anything is written, for keys that are missing, damaged or of another database; Unavailable
 * and StorageFault from the database.
 */
export async function openBackend(config: Config, log: Log, options: BackendOptions): Promise<Backend> {
  if (!options.migrate && isMissing(config.databaseUrl)) {
    throw new NoDatabase();
  }
  const backend = await assembleBackend(config, log);
  try {
    await backend.prepare(options);
    return backend;
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/**
 * The same without a query: a PostgreSQL that is down does not hinder it. Nothing may be used before `prepare`, which may
 * be called again after it threw Unavailable.
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

/** Runs the migrations that have not run; no key is needed. The names of those that ran. */
export async function migrateDatabase(config: Config, log: Log): Promise<readonly string[]> {
  const database = await openDatabase(config, log);
  try {
    return await database.migrate();
  } finally {
    await database.close();
  }
}

/**
 * Which keys are to be made: those that are configured nowhere, and only for a database without an organization. A key
 * made for a database that has been used would hide that the right one is lost.
 *
 * @throws ConfigError that says which key is lost.
 */
export async function keysToMake(config: Config): Promise<KeysToMake> {
  const sealing = isUnmade(config.sealingKey, config.sealingKeyFile, config, 'sealing.key');
  const audit = isUnmade(config.auditKey, config.auditKeyFile, config, 'audit.key');
  if (!(sealing || audit) || (await isUnused(config))) return { sealing, audit };
  throw new ConfigError(
    sealing ? 'SEALING_KEY_FILE' : 'AUDIT_KEY_FILE',
    'there is no such file, but the database was used with one; put the file back from a copy',
  );
}

async function openDatabase(
  config: Config,
  log: Log | undefined,
  listener?: FaultListener,
): Promise<Database> {
  try {
    return await Database.open({
      url: config.databaseUrl,
      poolSize: config.databasePoolSize,
      onFault: (fault) => {
        log?.warn('storage fault', { errorCode: fault.code });
        listener?.(fault);
      },
    });
  } catch (error) {
    if (error instanceof TypeError)
      throw new ConfigError('DATABASE_URL', 'give sqlite:<file> or postgres://…');
    throw error;
  }
}

async function isUnused(config: Config): Promise<boolean> {
  if (isMissing(config.databaseUrl)) return true;
  const database = await openDatabase(config, undefined);
  try {
    return await storesOf(database).organizations.isEmpty(database.reader);
  } catch (error) {
    // Without tables there is nothing in it.
    if (error instanceof StorageFault && (await database.pendingMigrations())) return true;
    throw error;
  } finally {
    await database.close();
  }
}

/** True for a SQLite file that is not there. */
function isMissing(databaseUrl: string): boolean {
  return databaseUrl.startsWith('sqlite:') && !existsSync(sqlitePathOf(databaseUrl));
}

async function requireMigrated(database: Database, log: Log, migrate: boolean): Promise<void> {
  if (!(await database.pendingMigrations())) return;
  if (!migrate) {
    throw new NotMigrated();
  }
  const names = await database.migrate();
  log.info('migrated', { count: names.length });
}

/** Keys that are sound but of another database would seal what its dispenser cannot open. */
async function requireSealingKeysOf({ secretVersions, database }: Stores, keys: GatewayKeys): Promise<void> {
  const used = [...(await secretVersions.countByKey(database.reader)).keys()];
  if (used.length === 0 || used.some((keyId) => keys.sealingKeys.find(keyId) !== undefined)) return;
  throw new ConfigError('SEALING_KEY', 'none of these keys sealed the secrets in the database');
}

/** One sound head or one sound beginning shows that the key is the right one, whatever has happened to the others. */
async function requireChainKeyOf({ audit, database }: Stores, key: ChainKey): Promise<void> {
  const heads = (await audit.chains(database.reader)).slice(0, ASKED_CHAINS);
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
