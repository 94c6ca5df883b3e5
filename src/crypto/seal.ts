import { KeyUnavailable } from '../core/errors';
import { type Plaintext, revealPlaintext, VALUE_BYTES } from '../core/plaintext';
import { type Binding, bindingBytes, isBinding } from './binding';
import { SealError } from './crypto.error';
import { formatEnvelope, InnerKind } from './envelope';
import type { X25519Key } from './hpke-kem';
import { SUITE, SUITE_INFO } from './hpke-suite';
import { SEALED_BOX_BYTES } from './sealed-box';
import type { SealingKey, SealingKeyRing } from './sealing-key';

/**
 * The content of an envelope: a value, or a libsodium sealed box from a client. `keyId` names the generation whose box
 * key the client sealed to, which may be an older one.
 */
export type SealContent =
  | { readonly kind: 'plaintext'; readonly plaintext: Plaintext }
  | { readonly kind: 'sealedBox'; readonly box: Uint8Array; readonly keyId: string };

/** The bytes at rest, and the id of the key generation that opens them. */
export interface SealedEnvelope {
  readonly bytes: Uint8Array;
  readonly keyId: string;
}

/** Seals with public keys. It cannot open what it has sealed. */
export class Sealer {
  readonly #ring: SealingKeyRing;
  readonly #imported = new Map<string, Promise<X25519Key>>();

  constructor(ring: SealingKeyRing) {
    this.#ring = ring;
  }

  /**
   * Makes an envelope that opens only with this binding. A value is sealed with the current generation, a sealed box
   * with the generation it was made for, so that one key generation opens both layers.
   *
   * @throws SealError rule `length` (a value has 1 byte to 64 KiB, a sealed box 48 bytes more) or `binding`.
   * @throws KeyUnavailable if no generation in the ring has the id that the sealed box names.
   */
  async seal(content: SealContent, binding: Binding): Promise<SealedEnvelope> {
    if (!isBinding(binding)) {
      throw new SealError('binding', 'A binding is two ids and a version that counts from 1.');
    }
    const { bytes, innerKind, key } = this.#inner(content);
    const { keyId } = key;
    const { encapsulatedSecret, ciphertext } = await SUITE.Seal(await this.#publicKey(key), bytes, {
      info: SUITE_INFO,
      aad: bindingBytes(innerKind, binding, keyId),
    });
    return { bytes: formatEnvelope({ innerKind, keyId, enc: encapsulatedSecret, ciphertext }), keyId };
  }

  #inner(content: SealContent): { bytes: Uint8Array; innerKind: InnerKind; key: SealingKey } {
    if (content.kind === 'plaintext') {
      const bytes = requireLength(revealPlaintext(content.plaintext), VALUE_BYTES, 'A value');
      return { bytes, innerKind: InnerKind.PLAINTEXT, key: this.#ring.current };
    }
    const key = this.#ring.find(content.keyId);
    if (key === undefined) {
      throw new KeyUnavailable(
        'The sealing key of this sealed box is not accepted; seal with the current one.',
      );
    }
    const bytes = requireLength(content.box, SEALED_BOX_BYTES, 'A sealed box');
    return { bytes, innerKind: InnerKind.SEALED_BOX, key };
  }

  #publicKey({ keyId, hpkePublicKey }: SealingKey): Promise<X25519Key> {
    const known = this.#imported.get(keyId);
    if (known !== undefined) return known;
    const imported = SUITE.DeserializePublicKey(hpkePublicKey);
    this.#imported.set(keyId, imported);
    return imported;
  }
}

function requireLength(bytes: Uint8Array, limits: { min: number; max: number }, what: string): Uint8Array {
  if (bytes.length >= limits.min && bytes.length <= limits.max) return bytes;
  throw new SealError('length', `${what} has ${limits.min} to ${limits.max} bytes.`);
}
