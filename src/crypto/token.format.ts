import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TokenFormatError } from './crypto.error';

/** The owner of a token: a service user (`svc`) or a user (`usr`). */
export type TokenKind = 'svc' | 'usr';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARACTERS = 32;
const CHECKSUM_CHARACTERS = 6;
const PRESENTABLE = /^[\x21-\x7e]{32,512}$/;
const DIGEST_DOMAIN = 'secrets-gateway token digest 1\0';

/**
 * A new opaque token: `sgw_svc_` or `sgw_usr_`, 32 random base62 characters (190 bits) and a checksum of 6 characters.
 * Prefix and checksum let scanners find leaked tokens; they add no strength.
 */
export function mintToken(kind: TokenKind): string {
  const body = `sgw_${kind}_${randomBase62(RANDOM_CHARACTERS)}`;
  return body + checksum(body);
}

/**
 * True for 32 to 512 printable ASCII characters without spaces. An operator chooses the bootstrap token within this
 * rule.
 */
export function isPresentableToken(text: string): boolean {
  return PRESENTABLE.test(text);
}

/**
 * The digest that is stored and looked up in place of a token: SHA-256, 32 bytes, with its own domain prefix. A slow
 * hash is not needed: the input has far too much entropy to be guessed.
 *
 * @param text 32 to 512 printable ASCII characters without spaces.
 * @throws TokenFormatError for any other text; the message is constant.
 */
export function tokenDigest(text: string): Uint8Array {
  if (!isPresentableToken(text)) throw new TokenFormatError();
  return new Uint8Array(createHash('sha256').update(DIGEST_DOMAIN).update(text, 'ascii').digest());
}

/** Skips bytes from 248, the largest multiple of 62: `% 62` of all 256 values would favour 8 characters. */
function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

/** CRC-32 (as in zip) in base62, most significant character first. */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  while (text.length < CHECKSUM_CHARACTERS) {
    text = ALPHABET[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
