import type { KeyPair } from 'hpke';
import { Plaintext, VALUE_BYTES } from '../core/plaintext';
import { type Binding, bindingBytes, isBinding } from './binding';
import { OpenError } from './crypto.error';
import { InnerKind, parseEnvelope } from './envelope';
import type { X25519Key } from './hpke.kem';
import { SUITE, SUITE_INFO } from './hpke.suite';
import { openSealedBox } from './open.sealed-box';
import type { OpeningKey, OpeningKeyRing } from './opening-key';
import { type BoxKeyPair, boxKeyPair, hpkeKeyPair } from './opening-key.pair';

interface KeyPairs {
  readonly hpke: KeyPair<X25519Key>;
  readonly box: BoxKeyPair;
}

/** Opens envelopes with private keys. Only the dispenser and the key commands may import this module. */
export class Opener {
  readonly #ring: OpeningKeyRing;
  readonly #pairs = new Map<string, Promise<KeyPairs>>();

  constructor(ring: OpeningKeyRing) {
    this.#ring = ring;
  }

  /**
   * Opens both layers of an envelope: HPKE, and the libsodium sealed box inside when there is one.
   *
   * @param binding the place the envelope was read from.
   * @throws OpenError for every failure, always the same: damage, another place, an unknown key, a value that is empty
   * or larger than 64 KiB.
   */
  async open(envelope: Uint8Array, binding: Binding): Promise<Plaintext> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#openLayers(envelope, binding);
      // Envelopes are made with public keys, so anybody may have made one: what sealing refuses is refused here again.
      if (bytes.length < VALUE_BYTES.min || bytes.length > VALUE_BYTES.max) throw new OpenError();
      return Plaintext.ofBytes(bytes);
    } catch {
      throw new OpenError();
    } finally {
      bytes?.fill(0);
    }
  }

  async #openLayers(bytes: Uint8Array, binding: Binding): Promise<Uint8Array> {
    const { innerKind, keyId, enc, ciphertext } = parseEnvelope(bytes);
    const key = this.#ring.find(keyId);
    if (key === undefined || !isBinding(binding)) throw new OpenError();
    const { hpke, box } = await this.#keyPairs(key);
    const content = await SUITE.Open(hpke, enc, ciphertext, {
      info: SUITE_INFO,
      aad: bindingBytes(innerKind, binding, keyId),
    });
    if (innerKind === InnerKind.PLAINTEXT) return content;
    return openSealedBox(content, box);
  }

  #keyPairs(key: OpeningKey): Promise<KeyPairs> {
    const known = this.#pairs.get(key.keyId);
    if (known !== undefined) return known;
    const derived = Promise.all([hpkeKeyPair(key), boxKeyPair(key)]).then(([hpke, box]) => ({ hpke, box }));
    this.#pairs.set(key.keyId, derived);
    return derived;
  }
}
