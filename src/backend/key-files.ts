import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Config, ConfigError, type Environment } from '../config/config';
import { ChainKey } from '../crypto/chain';
import { KeyFormatError } from '../crypto/crypto.error';
import { looksLikeOpeningKey, parseSealingKeys, type SealingKeyRing } from '../crypto/sealing-key';

/** The keys a gateway holds: public ones to seal with, and the one of the audit chains. */
export interface GatewayKeys {
  readonly sealingKeys: SealingKeyRing;
  readonly chainKey: ChainKey;
}

const LARGEST_BYTES = 1024 * 1024;

/**
 * Reads the keys of the gateway from the configured texts or files; nothing else is touched.
 *
 * @throws ConfigError that names the variable and the rule: missing, empty, cut short, damaged, an opening key in place
 * of a sealing key, an audit key that others can read.
 */
export function readGatewayKeys(config: Config): GatewayKeys {
  return { sealingKeys: readSealingKeys(config), chainKey: readChainKey(config) };
}

/** @throws ConfigError */
export function readSealingKeys({ sealingKey, sealingKeyFile }: Config): SealingKeyRing {
  if (sealingKey !== undefined) return checked('SEALING_KEY', () => parseSealingKeys(sealingKey));
  return checked('SEALING_KEY_FILE', () =>
    parseSealingKeys(readKeyFile('SEALING_KEY_FILE', sealingKeyFile, 'public')),
  );
}

/** @throws ConfigError */
export function readChainKey({ auditKey, auditKeyFile }: Config): ChainKey {
  if (auditKey !== undefined) return checked('AUDIT_KEY', () => ChainKey.parse(auditKey));
  return checked('AUDIT_KEY_FILE', () =>
    ChainKey.parse(readKeyFile('AUDIT_KEY_FILE', auditKeyFile, 'private')),
  );
}

/** Makes the audit key of the first start: a file of mode 0600 that was not there before. @throws ConfigError */
export function createAuditKey({ auditKeyFile }: Config): void {
  try {
    createKeyFile(auditKeyFile, ChainKey.format(ChainKey.generate()));
  } catch {
    throw new ConfigError('AUDIT_KEY_FILE', 'the file cannot be made');
  }
}

/**
 * The gateway must not hold what opens values, not even unused: whoever reads its environment would have every value.
 *
 * @throws ConfigError when a variable is, or holds, an opening key; names the variable.
 */
export function refuseOpeningKey(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue;
    if (name === 'OPENING_KEY' || looksLikeOpeningKey(value)) {
      throw new ConfigError(
        name,
        'an opening key is private and must not be in the environment of the gateway',
      );
    }
  }
}

/**
 * Writes a key file of mode 0600 that was not there before: whole or not at all, and on the disk when this returns. The
 * folder is made with mode 0700 when it is missing.
 *
 * @throws the file system's error, `EEXIST` when the file is there.
 */
export function createKeyFile(path: string, text: string): void {
  const draft = writeDraft(path, text);
  try {
    // Unlike a rename, a link does not replace a file that somebody else has made meanwhile.
    linkSync(draft, path);
  } finally {
    unlinkSync(draft);
  }
  syncFolder(path);
}

/** Puts a key file of mode 0600 in the place of another one: readers see the old text or the new one, nothing between. */
export function replaceKeyFile(path: string, text: string): void {
  renameSync(writeDraft(path, text), path);
  syncFolder(path);
}

/** The draft has a fixed name and must not be there, so that two writers cannot overwrite each other's keys. */
function writeDraft(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    fchmodSync(file, 0o600);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
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

/** The state is asked of the open file, so that it cannot be another one that is read. */
function readKeyFile(name: string, path: string, kind: 'public' | 'private'): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigError(
      name,
      isMissing ? 'there is no such file; the first start of a gateway makes it' : 'the file cannot be read',
    );
  }
  try {
    const state = fstatSync(file);
    if (!state.isFile() || state.size > LARGEST_BYTES) {
      throw new ConfigError(name, 'must be a file of at most 1 MiB');
    }
    if (kind === 'private' && process.platform !== 'win32' && (state.mode & 0o077) !== 0) {
      throw new ConfigError(name, 'others than its owner can read the file; set its mode to 600');
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
