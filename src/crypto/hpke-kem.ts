import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { concat, encode, I2OSP, type KEM, type Key, type KeyPair, LabeledExpand, LabeledExtract } from 'hpke';
import { hkdfSha256 } from './hpke-kdf';
import { exportPublicKey, importPrivateKey, importPublicKey, X25519_BYTES } from './x25519';

/** An X25519 key for the interface of the HPKE package. Private bytes stay inside OpenSSL and cannot be exported. */
export class X25519Key implements Key {
  readonly algorithm = { name: 'X25519' } as const;
  readonly extractable: boolean;
  readonly type: 'private' | 'public';

  /** @param raw the 32 bytes of the public key; for a private key, of its public half. */
  constructor(
    readonly handle: KeyObject,
    readonly raw: Uint8Array,
  ) {
    this.type = handle.type === 'private' ? 'private' : 'public';
    this.extractable = this.type === 'public';
  }
}

const KEM_ID = 0x0020;
const SUITE_ID = concat(encode('KEM'), I2OSP(KEM_ID, 2));
const NOTHING = new Uint8Array();
const kdf = hkdfSha256();

function publicKey(raw: Uint8Array): X25519Key {
  return new X25519Key(importPublicKey(raw), Uint8Array.from(raw));
}

function keyPair(handle: KeyObject): KeyPair<X25519Key> {
  const publicHandle = createPublicKey(handle);
  const raw = exportPublicKey(publicHandle);
  return { privateKey: new X25519Key(handle, raw), publicKey: new X25519Key(publicHandle, raw) };
}

async function extractAndExpand(dh: Uint8Array, context: Uint8Array): Promise<Uint8Array> {
  const prk = await LabeledExtract(kdf, SUITE_ID, NOTHING, encode('eae_prk'), dh);
  return LabeledExpand(kdf, SUITE_ID, prk, encode('shared_secret'), context, X25519_BYTES);
}

/**
 * DHKEM(X25519, HKDF-SHA256) of RFC 9180 §4.1 on OpenSSL, through the KEM interface of the HPKE package. The package's
 * own implementation uses Web Cryptography, whose thread switches cost five times the CPU. `diffieHellman` throws on an
 * all-zero result, which is the check that §7.1.4 requires.
 */
export const x25519HkdfSha256 = (): KEM<X25519Key> => ({
  id: KEM_ID,
  type: 'KEM',
  name: 'DHKEM(X25519, HKDF-SHA256)',
  Nsecret: X25519_BYTES,
  Nenc: X25519_BYTES,
  Npk: X25519_BYTES,
  Nsk: X25519_BYTES,

  async DeriveKeyPair(ikm) {
    const prk = await LabeledExtract(kdf, SUITE_ID, NOTHING, encode('dkp_prk'), ikm);
    const raw = await LabeledExpand(kdf, SUITE_ID, prk, encode('sk'), NOTHING, X25519_BYTES);
    try {
      return keyPair(importPrivateKey(raw));
    } finally {
      raw.fill(0);
    }
  },
  async GenerateKeyPair() {
    return keyPair(generateKeyPairSync('x25519').privateKey);
  },
  async SerializePublicKey(key) {
    return Uint8Array.from(key.raw);
  },
  async DeserializePublicKey(raw) {
    return publicKey(raw);
  },
  async SerializePrivateKey() {
    throw new TypeError('A private key is never serialized; the seed of its generation is what is kept.');
  },
  async DeserializePrivateKey(raw) {
    return keyPair(importPrivateKey(raw)).privateKey;
  },
  async Encap(recipient) {
    const ephemeral = await this.GenerateKeyPair(false);
    const dh = diffieHellman({ privateKey: ephemeral.privateKey.handle, publicKey: recipient.handle });
    const enc = ephemeral.publicKey.raw;
    return { enc, shared_secret: await extractAndExpand(dh, concat(enc, recipient.raw)) };
  },
  async Decap(enc, privateKey) {
    const dh = diffieHellman({ privateKey: privateKey.handle, publicKey: importPublicKey(enc) });
    return extractAndExpand(dh, concat(enc, privateKey.raw));
  },
});
