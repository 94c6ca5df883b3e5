import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { AEAD } from 'hpke';

/** Length in bytes of the authentication tag at the end of every ciphertext. */
export const TAG_BYTES = 16;

/**
 * AES-256-GCM on OpenSSL, without the thread switches of Web Cryptography. Without `authTagLength`, Node would accept
 * tags of 4 bytes. `update` gives bytes before the tag is checked, so nothing is returned before `final` has checked
 * it.
 */
export const aes256Gcm = (): AEAD => ({
  id: 0x0002,
  type: 'AEAD',
  name: 'AES-256-GCM',
  Nk: 32,
  Nn: 12,
  Nt: TAG_BYTES,
  async Seal(key, nonce, aad, plaintext) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(aad);
    const head = cipher.update(plaintext);
    return new Uint8Array(Buffer.concat([head, cipher.final(), cipher.getAuthTag()]));
  },
  async Open(key, nonce, aad, ciphertext) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad);
    decipher.setAuthTag(ciphertext.subarray(ciphertext.length - TAG_BYTES));
    const plaintext = decipher.update(ciphertext.subarray(0, ciphertext.length - TAG_BYTES));
    try {
      decipher.final();
    } catch (error) {
      plaintext.fill(0);
      throw error;
    }
    // A copy in memory of its own, so that the caller can wipe it: small Buffers share a pool.
    const copy = Uint8Array.from(plaintext);
    plaintext.fill(0);
    return copy;
  },
});
