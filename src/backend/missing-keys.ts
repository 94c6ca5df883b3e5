import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config';
import { sqliteFileOf } from '../core/database-url';

/** Which keys the first start must create. */
export interface KeysToMake {
  readonly sealing: boolean;
  readonly audit: boolean;
}

/** The keys that the first start may create and that are missing: configured neither as text nor as a file elsewhere. */
export function missingKeys(config: Config): KeysToMake {
  return {
    sealing: isUnmade(config.sealingKey, config.sealingKeyFile, config, 'sealing.key'),
    audit: isUnmade(config.auditKey, config.auditKeyFile, config, 'audit.key'),
  };
}

/** Whether the database is a server, which gateways on several machines may share. */
export function isServer({ databaseUrl }: Config): boolean {
  return sqliteFileOf(databaseUrl) === undefined;
}

/** Whether the database is a SQLite file that does not exist. */
export function isMissingFile({ databaseUrl }: Config): boolean {
  const file = sqliteFileOf(databaseUrl);
  return file !== undefined && !existsSync(file);
}

function isUnmade(text: string | undefined, file: string, config: Config, fileName: string): boolean {
  return text === undefined && file === join(config.dataDir, fileName) && !existsSync(file);
}
