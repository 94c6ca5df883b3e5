import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { decodeBase64 } from './base64';
import { SealError } from './crypto.error';
import { isUsablePublicKey } from './x25519';

/** A value in a libsodium sealed box, as GraphQL takes it: the box in standard base64. */
export interface SealedBox {
  readonly keyId: string;
  readonly encryptedValue: string;
}

/**
 * Seals a value on the client with libsodium's `crypto_box_seal`, so that the gateway never has it.
 *
 * @param key the sealing key of an organization: 32 bytes in standard base64, and its id.
 * @throws SealError rule `key` for an invalid key.
 */
export async function sealBox(
  plaintext: Plaintext,
  key: { readonly keyId: string; readonly publicKey: string },
): Promise<SealedBox> {
  const publicKey = decodeBase64(key.publicKey);
  if (publicKey === undefined || publicKey.length !== 32 || !isUsablePublicKey(publicKey)) {
    throw new SealError('key', 'The sealing key is not a usable X25519 key.');
  }
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  const box = sodium.crypto_box_seal(revealPlaintext(plaintext), publicKey);
  return { keyId: key.keyId, encryptedValue: Buffer.from(box).toString('base64') };
}
