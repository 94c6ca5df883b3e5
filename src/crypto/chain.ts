import { createHash, createHmac, randomBytes } from 'node:crypto';
import { showAsMask } from '../core/plaintext';
import { encodeBase64Url } from './base64';
import { lengthPrefixed, uint64 } from './bytes';
import { KeyFormatError } from './crypto.error';
import { keyLines, readBytes } from './key.format';

const KEYWORD = 'audit-key-1';

/** Length in bytes of a chain key, a link, a head and a fingerprint. */
export const LINK_BYTES = 32;

/** The predecessor of the first event of a chain: 32 zero bytes. */
export const GENESIS: Uint8Array = new Uint8Array(LINK_BYTES);

/** True if a text contains the keyword of an audit key anywhere, in any version and case. */
export function looksLikeAuditKey(text: string): boolean {
  return /audit-key-\d/i.test(text);
}

/**
 * The key of the audit chains: without it, an attacker who can write to the database cannot forge a chain that
 * verifies. Prints, serializes and inspects as the mask.
 */
export class ChainKey {
  static {
    showAsMask(ChainKey);
  }

  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = Uint8Array.from(bytes);
    Object.freeze(this);
  }

  static generate(): ChainKey {
    return new ChainKey(randomBytes(LINK_BYTES));
  }

  /**
   * Reads one line `audit-key-1 <32 bytes in base64url>`; lines that begin with `#` are comments.
   *
   * @throws KeyFormatError `form`, `empty`, `alphabet`, `length`, `duplicate` for more than one key.
   */
  static parse(text: string): ChainKey {
    const [only, second] = keyLines(text, KEYWORD, 1);
    if (second !== undefined)
      throw new KeyFormatError('duplicate', 'only one audit key is allowed', second.line);
    const { fields, line } = only!;
    return new ChainKey(readBytes(fields[0]!, LINK_BYTES, 'audit key', line));
  }

  /** The text that {@link ChainKey.parse} reads. It contains the key. */
  static format(key: ChainKey): string {
    return `${KEYWORD} ${encodeBase64Url(key.#bytes)}\n`;
  }

  /** HMAC-SHA256 (32 bytes) over the use and the length-prefixed parts; different uses never share an input. */
  static mac(key: ChainKey, use: string, ...parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
    return mac(key.#bytes, use, ...parts);
  }
}

/**
 * The link of an event: HMAC-SHA256 (32 bytes) over its predecessor's link and its own canonical bytes. Editing,
 * deleting, inserting or reordering an event breaks its own link or the next one.
 *
 * @param previous the 32 bytes of the predecessor's link, or {@link GENESIS}.
 * @throws RangeError if `previous` has another length.
 */
export function chainLink(key: ChainKey, previous: Uint8Array, canonicalEvent: Uint8Array): Uint8Array {
  return ChainKey.mac(key, 'link', requireLink(previous), canonicalEvent);
}

/**
 * The code of a chain's head (32 bytes): authenticates the newest link with its chain and number, which reveals a
 * truncated chain and one that was copied from another organization.
 *
 * @param sequence the number of the newest event, from 1; 0 for an empty chain, whose link is {@link GENESIS}.
 */
export function headMac(key: ChainKey, chainId: string, sequence: number, link: Uint8Array): Uint8Array {
  return ChainKey.mac(key, 'head', chainId, uint64(sequence), requireLink(link));
}

/** An id of the key (38 characters) that can be stored: an HMAC under the key, from which nobody can compute the key. */
export function chainKeyId(key: ChainKey): string {
  return `audit-${Buffer.from(ChainKey.mac(key, 'key id')).toString('hex').slice(0, 32)}`;
}

/**
 * The fingerprint of a request body (32 bytes), stored to tell a repeated request from a changed one. Its key is
 * derived from the chain key and the client's idempotency key. Someone who reads the database and has only one of the
 * two cannot guess a value by hashing candidates.
 */
export function fingerprint(key: ChainKey, idempotencyKey: string, canonicalBody: Uint8Array): Uint8Array {
  return mac(ChainKey.mac(key, 'fingerprint key', idempotencyKey), 'fingerprint', canonicalBody);
}

/**
 * The digest that is stored and looked up in place of a client's idempotency key: SHA-256, 32 bytes, for one principal
 * of one organization. The key itself is not stored, because it is half of the key of a {@link fingerprint}.
 */
export function idempotencyDigest(
  organizationId: string,
  principalId: string,
  idempotencyKey: string,
): Uint8Array {
  const input = lengthPrefixed('secrets-gateway idempotency 1', organizationId, principalId, idempotencyKey);
  return new Uint8Array(createHash('sha256').update(input).digest());
}

function mac(key: Uint8Array, use: string, ...parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
  const input = lengthPrefixed(`secrets-gateway ${use} 1`, ...parts);
  return new Uint8Array(createHmac('sha256', key).update(input).digest());
}

function requireLink(link: Uint8Array): Uint8Array {
  if (link.length !== LINK_BYTES) throw new RangeError(`A link has ${LINK_BYTES} bytes.`);
  return link;
}
