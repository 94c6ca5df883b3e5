import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyPair } from 'hpke';
import { showAsMask } from '../../core/plaintext';
import { decodeBase64Url, encodeBase64Url } from '../base64';
import { KeyFormatError, OpenError } from '../crypto.error';
import { X25519Key } from '../hpke-kem';
import { SUITE } from '../hpke-suite';
import { exportPublicKey, importPrivateKey, X25519_BYTES } from '../x25519';

/**
 * The private key of a consumer: generated and kept on the workload's machine, never sent. Prints, serializes and
 * inspects as the mask; the bytes are in a `#` field.
 */
export class ConsumerKey {
  static {
    showAsMask(ConsumerKey);
  }

  /** The public key to register: 32 bytes in base64url. */
  readonly publicKey: string;
  readonly #raw: Uint8Array;
  readonly #pair: KeyPair<X25519Key>;

  private constructor(raw: Uint8Array) {
    const handle = importPrivateKey(raw);
    const publicHandle = createPublicKey(handle);
    const publicRaw = exportPublicKey(publicHandle);
    this.#raw = raw;
    this.#pair = {
      privateKey: new X25519Key(handle, publicRaw),
      publicKey: new X25519Key(publicHandle, publicRaw),
    };
    this.publicKey = encodeBase64Url(publicRaw);
    Object.freeze(this);
  }

  /** A new key from the system's random source. */
  static generate(): ConsumerKey {
    const der = generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' });
    return new ConsumerKey(Uint8Array.from(der.subarray(der.length - X25519_BYTES)));
  }

  /** @param text 32 bytes in base64url. @throws KeyFormatError rule `alphabet` or `length`. */
  static parse(text: string): ConsumerKey {
    const raw = decodeBase64Url(text);
    if (raw === undefined) {
      throw new KeyFormatError('alphabet', 'privateKey: must be base64url without padding');
    }
    if (raw.length !== X25519_BYTES) {
      throw new KeyFormatError('length', `privateKey: must hold ${X25519_BYTES} bytes`);
    }
    return new ConsumerKey(raw);
  }

  /** The text that {@link parse} reads. Static, so that no property of an instance reveals the key. */
  static format(key: ConsumerKey): string {
    return encodeBase64Url(key.#raw);
  }

  /** Opens bytes that were sealed to this key (HPKE, base mode). @throws OpenError, the same for every failure. */
  static async open(
    key: ConsumerKey,
    sealed: { readonly enc: string; readonly ciphertext: string },
    context: { readonly info: Uint8Array; readonly aad: Uint8Array },
  ): Promise<Uint8Array> {
    const enc = decodeBase64Url(sealed.enc);
    const ciphertext = decodeBase64Url(sealed.ciphertext);
    if (enc === undefined || ciphertext === undefined) throw new OpenError();
    try {
      return await SUITE.Open(key.#pair, enc, ciphertext, context);
    } catch {
      throw new OpenError();
    }
  }
}
