import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import type { Log } from '../log';
import { StorageFault } from '../storage/sql/fault';
import { storesOf } from '../storage/stores';
import { isMissingFile, openDatabase, refuseForeignDatabase } from './opened-database';

/** Which keys the first start must create. */
export interface KeysToMake {
  readonly sealing: boolean;
  readonly audit: boolean;
}

/**
 * Which keys to create: those that are neither configured nor in the data folder, and only for a database without an
 * organization. A new key for a database that has been used would hide that the right one is lost.
 *
 * @param log gets each failure of the database with its reason; undefined for none.
 * @throws ConfigError that names the lost key.
 */
export async function keysToMake(config: Config, log?: Log): Promise<KeysToMake> {
  const sealing = isUnmade(config.sealingKey, config.sealingKeyFile, config, 'sealing.key');
  const audit = isUnmade(config.auditKey, config.auditKeyFile, config, 'audit.key');
  if (!(sealing || audit) || (await isUnused(config, log))) return { sealing, audit };
  throw new ConfigError(
    sealing ? 'SECRETS_GATEWAY_SEALING_KEY_FILE' : 'SECRETS_GATEWAY_AUDIT_KEY_FILE',
    'there is no such file, but the database was used with one; put the file back from a copy',
  );
}

/**
 * Whether a key is missing that the first start may create: configured neither as text nor as a file outside the data
 * folder.
 */
function isUnmade(text: string | undefined, file: string, config: Config, fileName: string): boolean {
  return text === undefined && file === join(config.dataDir, fileName) && !existsSync(file);
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
