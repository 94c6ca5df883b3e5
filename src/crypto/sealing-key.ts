import { encodeBase64Url } from './base64';
import { KeyFormatError } from './crypto.error';
import { keyLines, readBytes, readKeyId, readTime } from './key.format';
import { KeyRing } from './key-ring';
import { isUsablePublicKey, X25519_BYTES } from './x25519';

const KEYWORD = 'sealing-key-1';

/** The public half of a key generation: two different X25519 keys of 32 bytes. */
export interface SealingKey {
  readonly keyId: string;
  /** Seals envelopes. */
  readonly hpkePublicKey: Uint8Array;
  /** For clients that seal values themselves with libsodium. */
  readonly boxPublicKey: Uint8Array;
  readonly createdAt: Date;
}

/** The public halves that the gateway holds. It seals with `current`. */
export type SealingKeyRing = KeyRing<SealingKey>;

/**
 * Reads sealing keys, one on each line, the current one first; lines that begin with `#` are comments:
 * `sealing-key-1 <key id> <HPKE public key> <box public key> <created>`, keys in base64url, the time in ISO 8601 UTC.
 *
 * @throws KeyFormatError `form`, `empty`, `keyId`, `alphabet`, `length`, `point`, `time`, `duplicate`, and `private`
 * if the text contains an opening key.
 */
export function parseSealingKeys(text: string): SealingKeyRing {
  if (looksLikeOpeningKey(text)) {
    throw new KeyFormatError(
      'private',
      'an opening key is private and must not be given where sealing keys belong',
    );
  }
  const seen = new Set<string>();
  const keys = keyLines(text, KEYWORD, 4).map(({ line, fields }) => {
    const [keyId, hpke, box, created] = fields as [string, string, string, string];
    for (const unique of [keyId, hpke, box]) {
      if (seen.has(unique)) throw new KeyFormatError('duplicate', 'a key id or a key is there twice', line);
      seen.add(unique);
    }
    return {
      keyId: readKeyId(keyId, line),
      hpkePublicKey: readPublicKey(hpke, 'HPKE public key', line),
      boxPublicKey: readPublicKey(box, 'box public key', line),
      createdAt: readTime(created, line),
    };
  });
  return new KeyRing(keys);
}

/** The text that {@link parseSealingKeys} reads, with a line feed after each key. */
export function formatSealingKeys(keys: Iterable<SealingKey>): string {
  return Array.from(keys, ({ keyId, hpkePublicKey, boxPublicKey, createdAt }) => {
    const publicKeys = `${encodeBase64Url(hpkePublicKey)} ${encodeBase64Url(boxPublicKey)}`;
    return `${KEYWORD} ${keyId} ${publicKeys} ${createdAt.toISOString()}\n`;
  }).join('');
}

/**
 * True if a text contains the keyword of an opening key anywhere, in any version and case, even in a comment. The
 * gateway refuses to start with such a text in its environment.
 */
export function looksLikeOpeningKey(text: string): boolean {
  return /opening-key-\d/i.test(text);
}

function readPublicKey(text: string, field: string, line: number): Uint8Array {
  const raw = readBytes(text, X25519_BYTES, field, line);
  if (isUsablePublicKey(raw)) return raw;
  throw new KeyFormatError('point', `${field}: not a usable X25519 point`, line);
}
