import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { ConfigError } from '../config/setting';
import { StorageFault } from '../storage/sql/fault';
import { storesOf } from '../storage/stores';
import { isMissingFile, openDatabase } from './opened-database';

/** Which keys the first start has to make. */
export interface KeysToMake {
  readonly sealing: boolean;
  readonly audit: boolean;
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

/** True when neither text nor file is there, and the file is the one in the data folder, which the first start may make. */
function isUnmade(text: string | undefined, file: string, config: Config, fileName: string): boolean {
  return text === undefined && file === join(config.dataDir, fileName) && !existsSync(file);
}

async function isUnused(config: Config): Promise<boolean> {
  if (isMissingFile(config)) return true;
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
