import { CipherSuite } from 'hpke';
import { aes256Gcm } from './hpke-aead';
import { hkdfSha256 } from './hpke-kdf';
import { x25519HkdfSha256 } from './hpke-kem';

/** The one HPKE suite (RFC 9180, base mode): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const SUITE = new CipherSuite(x25519HkdfSha256, hkdfSha256, aes256Gcm);

/** HPKE's `info` of envelopes: separates them from every other use of the same key. */
export const SUITE_INFO = new Uint8Array(Buffer.from('secrets-gateway envelope 1', 'ascii'));
