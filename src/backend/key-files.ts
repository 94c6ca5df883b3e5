import type { Config } from '../config/config';
import { ConfigError, type Environment } from '../config/setting';
import { ChainKey } from '../crypto/chain';
import { KeyFormatError } from '../crypto/crypto.error';
import { looksLikeOpeningKey, parseSealingKeys, type SealingKeyRing } from '../crypto/sealing-key';
import { createPrivateFile, PrivateFileError, readPrivateFile } from '../files/private-file';

/** The keys of a gateway: public sealing keys, and the key of the audit chains. */
export interface GatewayKeys {
  readonly sealingKeys: SealingKeyRing;
  readonly chainKey: ChainKey;
}

/**
 * Reads the keys of the gateway from the configured texts or files.
 *
 * @throws ConfigError that names the variable and the rule, for a key that is missing, empty, truncated or damaged, an opening
 * key in place of a sealing key, or an audit key that others can read.
 */
export function readGatewayKeys(config: Config): GatewayKeys {
  return { sealingKeys: readSealingKeys(config), chainKey: readChainKey(config) };
}

/** Reads the public sealing keys. @throws ConfigError as {@link readGatewayKeys}. */
export function readSealingKeys({ sealingKey, sealingKeyFile }: Config): SealingKeyRing {
  if (sealingKey !== undefined)
    return checked('SECRETS_GATEWAY_SEALING_KEY', () => parseSealingKeys(sealingKey));
  return checked('SECRETS_GATEWAY_SEALING_KEY_FILE', () =>
    parseSealingKeys(readKeyFile('SECRETS_GATEWAY_SEALING_KEY_FILE', sealingKeyFile, true)),
  );
}

/** @throws ConfigError */
function readChainKey({ auditKey, auditKeyFile }: Config): ChainKey {
  if (auditKey !== undefined) return checked('SECRETS_GATEWAY_AUDIT_KEY', () => ChainKey.parse(auditKey));
  return checked('SECRETS_GATEWAY_AUDIT_KEY_FILE', () =>
    ChainKey.parse(readKeyFile('SECRETS_GATEWAY_AUDIT_KEY_FILE', auditKeyFile, false)),
  );
}

/**
 * Creates the audit key of the first start, in a new file of mode 0600.
 *
 * @throws ConfigError if the file exists or cannot be created.
 */
export function createAuditKey({ auditKeyFile }: Config): void {
  try {
    createPrivateFile(auditKeyFile, ChainKey.format(ChainKey.generate()));
  } catch {
    throw new ConfigError('SECRETS_GATEWAY_AUDIT_KEY_FILE', 'the file cannot be made');
  }
}

/**
 * Refuses an opening key in the environment of the gateway, even an unused one: whoever reads the environment could open every
 * value.
 *
 * @throws ConfigError that names the variable.
 */
export function refuseOpeningKey(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue;
    if (name === 'SECRETS_GATEWAY_OPENING_KEY' || looksLikeOpeningKey(value)) {
      throw new ConfigError(
        name,
        'an opening key is private and must not be in the environment of the gateway',
      );
    }
  }
}

function checked<Key>(name: string, read: () => Key): Key {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeyFormatError) throw new ConfigError(name, error.message);
    throw error;
  }
}

function readKeyFile(name: string, path: string, isPublic: boolean): string {
  try {
    return readPrivateFile(path, { atMost: '1 MiB', isPublic });
  } catch (error) {
    if (!(error instanceof PrivateFileError)) throw error;
    const hint =
      error.rule === 'missing'
        ? '; for a new database "secrets-gateway keys init" makes it, and on SQLite the first start of a gateway'
        : '';
    throw new ConfigError(name, `${error.message}${hint}`);
  }
}
