import { createHmac } from 'node:crypto';
import type { KDF } from 'hpke';

const HASH_BYTES = 32;

/** HKDF-SHA256 (RFC 5869) in the two steps of HPKE, on OpenSSL, without the thread switches of Web Cryptography. */
export const hkdfSha256 = (): KDF => ({
  id: 0x0001,
  type: 'KDF',
  name: 'HKDF-SHA256',
  Nh: HASH_BYTES,
  stages: 2,
  async Extract(salt, ikm) {
    return new Uint8Array(createHmac('sha256', salt).update(ikm).digest());
  },
  async Expand(prk, info, length) {
    const rounds = Math.ceil(length / HASH_BYTES);
    if (rounds > 255) throw new RangeError('HKDF gives at most 255 hash lengths.');
    const output = new Uint8Array(rounds * HASH_BYTES);
    let previous: Uint8Array = new Uint8Array();
    for (let round = 1; round <= rounds; round++) {
      previous = createHmac('sha256', prk)
        .update(previous)
        .update(info)
        .update(Uint8Array.of(round))
        .digest();
      output.set(previous, (round - 1) * HASH_BYTES);
    }
    return output.subarray(0, length);
  },
  async Derive() {
    throw new TypeError('HKDF is a two-stage KDF.');
  },
});
