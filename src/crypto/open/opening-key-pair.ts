import { hkdfSync } from 'node:crypto';
import type { KeyPair } from 'hpke';
import sodium from 'libsodium-wrappers';
import type { X25519Key } from '../hpke-kem';
import { SUITE } from '../hpke-suite';
import type { SealingKey } from '../sealing-key';
import { OpeningKey } from './opening-key';

/** A key pair of libsodium's box, 32 bytes each. */
export interface BoxKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

const SALT = 'secrets-gateway key generation 1';

/** The pair that opens envelopes: RFC 9180 DeriveKeyPair over HKDF-SHA256 of the seed. */
export async function hpkeKeyPair(key: OpeningKey): Promise<KeyPair<X25519Key>> {
  const material = derive(key, 'hpke');
  try {
    return await SUITE.DeriveKeyPair(material);
  } finally {
    material.fill(0);
  }
}

/** The pair that opens sealed boxes: libsodium's `crypto_box_seed_keypair` over HKDF-SHA256 of the seed. */
export async function boxKeyPair(key: OpeningKey): Promise<BoxKeyPair> {
  await sodium.ready;
  const material = derive(key, 'sealed box');
  try {
    const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(material);
    return { publicKey, privateKey };
  } finally {
    material.fill(0);
  }
}

/** The public half of a key generation, for the gateway. */
export async function publicHalf(key: OpeningKey): Promise<SealingKey> {
  const [hpke, box] = await Promise.all([hpkeKeyPair(key), boxKeyPair(key)]);
  return {
    keyId: key.keyId,
    hpkePublicKey: await SUITE.SerializePublicKey(hpke.publicKey),
    boxPublicKey: box.publicKey,
    createdAt: key.createdAt,
  };
}

/** A different `info` for each use makes the two keys of one seed independent (RFC 5869 §3.2). */
function derive(key: OpeningKey, use: 'hpke' | 'sealed box'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', OpeningKey.revealSeed(key), SALT, use, 32));
}
