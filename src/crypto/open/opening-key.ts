import { createHash, randomBytes } from 'node:crypto';
import { newId } from '../../core/id';
import { showAsMask } from '../../core/plaintext';
import { encodeBase64Url } from '../base64';
import { equalBytes, lengthPrefixed } from '../bytes';
import { KeyFormatError } from '../crypto.error';
import { keyLines, readBytes, readKeyId, readTime } from '../key.format';
import { KeyRing } from '../key-ring';

const KEYWORD = 'opening-key-1';
const SEED_BYTES = 32;
const CHECKSUM_BYTES = 6;

/**
 * The private half of a key generation: an id, a time, and a seed of 32 bytes from which both key pairs are derived.
 * Prints, serializes and inspects as the mask; the seed is in a `#` field.
 */
export class OpeningKey {
  static {
    showAsMask(OpeningKey);
  }

  readonly keyId: string;
  readonly createdAt: Date;
  readonly #seed: Uint8Array;

  /** @throws KeyFormatError rule `length`. */
  constructor(keyId: string, seed: Uint8Array, createdAt: Date) {
    if (seed.length !== SEED_BYTES) throw new KeyFormatError('length', `seed: must hold ${SEED_BYTES} bytes`);
    this.keyId = readKeyId(keyId, 0);
    this.createdAt = new Date(createdAt);
    this.#seed = Uint8Array.from(seed);
    Object.freeze(this);
  }

  /** The seed, 32 bytes. Static, so that no property of an instance reveals it. */
  static revealSeed(key: OpeningKey): Uint8Array {
    return key.#seed;
  }
}

/** The private halves that the dispenser holds. It opens an envelope with the generation that the envelope names. */
export type OpeningKeyRing = KeyRing<OpeningKey>;

/** Generates a key generation from the system's random source. */
export function generateKeyGeneration(now: Date): OpeningKey {
  const seed = new Uint8Array(randomBytes(SEED_BYTES));
  try {
    return new OpeningKey(newId('key', now.getTime()), seed, now);
  } finally {
    seed.fill(0);
  }
}

/**
 * Reads opening keys, one on each line, the current one first; lines that begin with `#` are comments:
 * `opening-key-1 <key id> <seed> <checksum> <created>`, the seed in base64url, the time in ISO 8601 UTC. The checksum
 * covers all other fields, so that a key that was copied with an error is refused.
 *
 * @throws KeyFormatError `form`, `empty`, `keyId`, `alphabet`, `length`, `checksum`, `time`, `duplicate`.
 */
export function parseOpeningKeys(text: string): OpeningKeyRing {
  const seen = new Set<string>();
  const keys = keyLines(text, KEYWORD, 4).map(({ line, fields }) => {
    const [keyId, seedText, checksumText, created] = fields as [string, string, string, string];
    const key = new OpeningKey(
      readKeyId(keyId, line),
      readBytes(seedText, SEED_BYTES, 'seed', line),
      readTime(created, line),
    );
    const expected = readBytes(checksumText, CHECKSUM_BYTES, 'checksum', line);
    if (!equalBytes(expected, checksum(key))) {
      throw new KeyFormatError(
        'checksum',
        'checksum: does not match, the key was copied with an error',
        line,
      );
    }
    for (const unique of [keyId, seedText]) {
      if (seen.has(unique)) throw new KeyFormatError('duplicate', 'a key id or a seed is there twice', line);
      seen.add(unique);
    }
    return key;
  });
  return new KeyRing(keys);
}

/** The text that {@link parseOpeningKeys} reads, with a line feed after each key. It contains the seeds. */
export function formatOpeningKeys(keys: Iterable<OpeningKey>): string {
  return Array.from(keys, (key) => {
    const seed = encodeBase64Url(OpeningKey.revealSeed(key));
    return `${KEYWORD} ${key.keyId} ${seed} ${encodeBase64Url(checksum(key))} ${key.createdAt.toISOString()}\n`;
  }).join('');
}

function checksum(key: OpeningKey): Uint8Array {
  const fields = [KEYWORD, key.keyId, OpeningKey.revealSeed(key), key.createdAt.toISOString()];
  return createHash('sha256')
    .update(lengthPrefixed('secrets-gateway key checksum', ...fields))
    .digest()
    .subarray(0, CHECKSUM_BYTES);
}
