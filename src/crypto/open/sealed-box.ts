import sodium from 'libsodium-wrappers';
import type { BoxKeyPair } from './opening-key-pair';

/**
 * Opens libsodium's `crypto_box_seal` format: 32 bytes of ephemeral public key, 16 of tag, ciphertext.
 *
 * @throws Error of libsodium, which holds none of the bytes.
 */
export async function openSealedBox(box: Uint8Array, pair: BoxKeyPair): Promise<Uint8Array> {
  await sodium.ready;
  return sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey);
}
