import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/** Length in bytes of an X25519 public key, private key and shared secret (RFC 7748 §5). */
export const X25519_BYTES = 32;

// The fixed DER headers of RFC 8410 before the 32 raw bytes.
const SPKI_HEADER = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8_HEADER = Buffer.from('302e020100300506032b656e04220420', 'hex');
const FIELD_PRIME = (1n << 255n) - 19n;

/** Imports a public key into OpenSSL. @param raw 32 bytes. */
export function importPublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_HEADER, raw]), format: 'der', type: 'spki' });
}

/** Imports a private key into OpenSSL; the intermediate copy is wiped. @param raw 32 bytes. */
export function importPrivateKey(raw: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_HEADER, raw]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

/** The 32 raw bytes of a public key. */
export function exportPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEADER.length));
}

/**
 * False for a key that must not be sealed to. That is a point of low order, whose shared secret everyone knows (RFC
 * 7748 §6.1), and a non-canonical encoding: the key schedule includes the encoded bytes, so that the holder of the
 * private key, who derives the canonical encoding, could never open.
 */
export function isUsablePublicKey(raw: Uint8Array): boolean {
  if (raw.length !== X25519_BYTES) return false;
  const coordinate = BigInt(`0x${Buffer.from(raw).reverse().toString('hex')}`);
  if (coordinate >= FIELD_PRIME) return false;
  try {
    // OpenSSL refuses an all-zero result, which a point of low order yields with every private key.
    diffieHellman({
      privateKey: generateKeyPairSync('x25519').privateKey,
      publicKey: importPublicKey(raw),
    }).fill(0);
    return true;
  } catch {
    return false;
  }
}
