import type { KeyPair } from 'hpke';
import sodium from 'libsodium-wrappers';
import { Plaintext, VALUE_BYTES } from '../../core/plaintext';
import { type Binding, bindingBytes, isBinding } from '../binding';
import { OpenError } from '../crypto.error';
import { InnerKind, parseEnvelope } from '../envelope';
import type { X25519Key } from '../hpke-kem';
import { SUITE, SUITE_INFO } from '../hpke-suite';
import type { SealContent } from '../seal';
import type { OpeningKey, OpeningKeyRing } from './opening-key';
import { type BoxKeyPair, boxKeyPair, hpkeKeyPair } from './opening-key-pair';

interface KeyPairs {
  readonly hpke: KeyPair<X25519Key>;
  readonly box: BoxKeyPair;
}

/** The content of the outer layer of an envelope, and the key pair that opens it if it is a sealed box. */
interface OpenedOuter {
  readonly innerKind: InnerKind;
  readonly content: Uint8Array;
  readonly box: BoxKeyPair;
}

/** Opens envelopes with private keys. Only the dispenser and the `keys` commands may import this module. */
export class Opener {
  readonly #ring: OpeningKeyRing;
  readonly #pairs = new Map<string, Promise<KeyPairs>>();

  constructor(ring: OpeningKeyRing) {
    this.#ring = ring;
  }

  /**
   * Opens both layers of an envelope: HPKE, and the libsodium sealed box inside it, if there is one.
   *
   * @param binding the secret version that the envelope was read from.
   * @throws OpenError, the same for every failure: damage, another binding, an unknown key, a value that is empty or
   * larger than 64 KiB.
   */
  async open(envelope: Uint8Array, binding: Binding): Promise<Plaintext> {
    return this.#orOpenError(async () => plaintextOf(await this.#openOuter(envelope, binding)));
  }

  /**
   * Opens an envelope so that its content can be sealed with another key generation. The content is the value from the
   * inner layer. A sealed box that does not open was invalid from the start: it is returned unchanged and stays
   * unopenable, so that a client that sent such a box cannot keep an old key generation in use.
   *
   * @param nextKeyId the generation that the content will be sealed with.
   * @throws OpenError if the outer layer does not open, or holds a value of a refused size.
   */
  async openForSealing(envelope: Uint8Array, binding: Binding, nextKeyId: string): Promise<SealContent> {
    return this.#orOpenError(async () => {
      const outer = await this.#openOuter(envelope, binding);
      try {
        return { kind: 'plaintext', plaintext: await plaintextOf(outer) };
      } catch (error) {
        if (outer.innerKind !== InnerKind.SEALED_BOX) throw error;
        return { kind: 'sealedBox', box: outer.content, keyId: nextKeyId };
      }
    });
  }

  async #orOpenError<Result>(open: () => Promise<Result>): Promise<Result> {
    try {
      return await open();
    } catch {
      throw new OpenError();
    }
  }

  async #openOuter(bytes: Uint8Array, binding: Binding): Promise<OpenedOuter> {
    const { innerKind, keyId, enc, ciphertext } = parseEnvelope(bytes);
    const key = this.#ring.find(keyId);
    if (key === undefined || !isBinding(binding)) throw new OpenError();
    const { hpke, box } = await this.#keyPairs(key);
    const content = await SUITE.Open(hpke, enc, ciphertext, {
      info: SUITE_INFO,
      aad: bindingBytes(innerKind, binding, keyId),
    });
    return { innerKind, content, box };
  }

  #keyPairs(key: OpeningKey): Promise<KeyPairs> {
    const known = this.#pairs.get(key.keyId);
    if (known !== undefined) return known;
    const derived = Promise.all([hpkeKeyPair(key), boxKeyPair(key)]).then(([hpke, box]) => ({ hpke, box }));
    this.#pairs.set(key.keyId, derived);
    return derived;
  }
}

async function plaintextOf({ innerKind, content, box }: OpenedOuter): Promise<Plaintext> {
  const bytes = innerKind === InnerKind.PLAINTEXT ? content : await openSealedBox(content, box);
  try {
    // Anyone with the public keys can make an envelope, so the limits of sealing are checked again.
    if (bytes.length < VALUE_BYTES.min || bytes.length > VALUE_BYTES.max) throw new OpenError();
    return Plaintext.ofBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Opens libsodium's `crypto_box_seal` format: 32 bytes of ephemeral public key, 16 bytes of tag, ciphertext.
 *
 * @throws Error of libsodium, which holds no bytes of the box.
 */
export async function openSealedBox(box: Uint8Array, pair: BoxKeyPair): Promise<Uint8Array> {
  await sodium.ready;
  return sodium.crypto_box_seal_open(box, pair.publicKey, pair.privateKey);
}
