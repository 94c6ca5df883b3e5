import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TokenFormatError } from './crypto.error';

/** Whose token: a service user's or a person's own. */
export type TokenKind = 'svc' | 'usr';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_CHARACTERS = 32;
const CHECKSUM_CHARACTERS = 6;
const PRESENTABLE = /^[\x21-\x7e]{32,512}$/;
const DIGEST_DOMAIN = 'secrets-gateway token digest 1\0';

/**
 * A new opaque token: `sgw_svc_` or `sgw_usr_`, 32 random base62 characters (190 bits) and 6 that check the rest. The
 * fixed prefix and the checksum let scanners find leaked tokens; they are no part of its strength.
 */
export function mintToken(kind: TokenKind): string {
  const body = `sgw_${kind}_${randomBase62(RANDOM_CHARACTERS)}`;
  return body + checksum(body);
}

/** True for a text that may be a token at all: an operator may choose the bootstrap token freely within this. */
export function isPresentableToken(text: string): boolean {
  return PRESENTABLE.test(text);
}

/**
 * What is stored and looked up in place of a token: SHA-256, 32 bytes, behind a prefix of its own. A slow hash is not
 * needed, because the input has far more entropy than can be guessed.
 *
 * @param text 32 to 512 printable ASCII characters without spaces.
 * @throws TokenFormatError for any other text; its message is constant.
 */
export function tokenDigest(text: string): Uint8Array {
  if (!isPresentableToken(text)) throw new TokenFormatError();
  return new Uint8Array(createHash('sha256').update(DIGEST_DOMAIN).update(text, 'ascii').digest());
}

/** Draws bytes and drops those from 248 up, the largest multiple of 62, because `% 62` of all 256 favours 8 characters. */
function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

/** CRC-32 (the one of zip) in base62, most significant character first. */
function checksum(body: string): string {
  let rest = crc32(body);
  let text = '';
  while (text.length < CHECKSUM_CHARACTERS) {
    text = ALPHABET[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
