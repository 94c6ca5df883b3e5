import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { StorageFault } from '../storage/sql/fault';
import { storesOf } from '../storage/stores';
import { isMissingFile, isServer, type KeysToMake, missingKeys } from './missing-keys';
import { openDatabase, refuseForeignDatabase } from './opened-database';

/**
 * Which keys to create: on SQLite those that are neither configured nor in the data folder, and only for a database without
 * an organization. A new key for a database that has been used would hide that the right one is lost. On PostgreSQL none:
 * two gateways that start at once would make two opening keys, each on a machine where nobody looks for it.
 *
 * @param log gets each failure of the database with its reason; undefined for none.
 * @throws ConfigError that names the missing key and what to do.
 */
export async function keysToMake(config: Config, log?: Log): Promise<KeysToMake> {
  const { sealing, audit } = missingKeys(config);
  if (!(sealing || audit)) return { sealing, audit };
  const name = sealing ? 'SECRETS_GATEWAY_SEALING_KEY_FILE' : 'SECRETS_GATEWAY_AUDIT_KEY_FILE';
  if (isServer(config)) {
    throw new ConfigError(
      name,
      'there is no such file, and on PostgreSQL no gateway makes keys; for a new database run "secrets-gateway keys init" once, on one machine, otherwise copy sealing.key and audit.key from a gateway that uses this database',
    );
  }
  if (await isUnused(config, log)) return { sealing, audit };
  throw new ConfigError(
    name,
    'there is no such file, but the database was used with one; put the file back from a copy',
  );
}

async function isUnused(config: Config, log: Log | undefined): Promise<boolean> {
  if (isMissingFile(config)) return true;
  const database = await openDatabase(config, log, { mustConnect: true });
  try {
    const isPending = await database.pendingMigrations();
    return await storesOf(database)
      .organizations.isEmpty(database.reader)
      .catch((error: unknown) => {
        // Without tables the database is empty.
        if (isPending && error instanceof StorageFault) return true;
        throw error;
      });
  } catch (error) {
    refuseForeignDatabase(error);
    throw error;
  } finally {
    await database.close();
  }
}
