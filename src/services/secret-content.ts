import { BadUserInput, KeyUnavailable } from '../core/errors';
import { VALUE_BYTES } from '../core/plaintext';
import type { Secret } from '../core/secret';
import { checkedSecretValue } from '../core/secret-value';
import type { SealContent } from '../crypto/seal';
import { parseSealedBox, sealedBoxPlaintextBytes } from '../crypto/sealed-box';
import type { SealingKeyRing } from '../crypto/sealing-key';
import type { GivenValue } from './secret.command';

/** Turns a given value into what is to be sealed, after checking all that can be checked without opening anything. */
export class SecretContent {
  readonly #ring: SealingKeyRing;
  readonly #graceMs: number;

  /** @param graceMs how long after a newer key generation came a client may still seal to the older one. */
  constructor(ring: SealingKeyRing, graceMs: number) {
    this.#ring = ring;
    this.#graceMs = graceMs;
  }

  /** The key generation that clients are asked to seal to. */
  get sealingKey(): { readonly keyId: string; readonly publicKey: string } {
    const { keyId, boxPublicKey } = this.#ring.current;
    return { keyId, publicKey: Buffer.from(boxPublicKey).toString('base64') };
  }

  /** @throws BadUserInput rule `exclusive` unless exactly one of value and sealedValue is given. */
  required(given: GivenValue, secret: Pick<Secret, 'type' | 'isFile'>): SealContent {
    const content = this.optional(given, secret);
    if (content === undefined) throw notExactlyOne();
    return content;
  }

  /**
   * @returns undefined when neither is given.
   * @throws BadUserInput rules `exclusive`, `length`, `base64`, `sealed_box`, `cookie`, `totp`; KeyUnavailable for a
   * key that is unknown or past its grace time.
   */
  optional(given: GivenValue, secret: Pick<Secret, 'type' | 'isFile'>): SealContent | undefined {
    const { value, sealedValue } = given;
    if (value != null && sealedValue != null) throw notExactlyOne();
    if (value != null) {
      return { kind: 'plaintext', plaintext: checkedSecretValue(value, secret.type, secret.isFile, 'value') };
    }
    if (sealedValue == null) return undefined;
    if (!this.#isAccepted(sealedValue.keyId)) {
      throw new KeyUnavailable(
        'The value is sealed to a key that is unknown or retired; read the sealing key again.',
      );
    }
    const box = parseSealedBox(sealedValue.encryptedValue, 'sealedValue.encryptedValue');
    const size = sealedBoxPlaintextBytes(box);
    if (size < VALUE_BYTES.min || size > VALUE_BYTES.max) {
      throw BadUserInput.at('sealedValue.encryptedValue', 'length', 'A value has 1 to 65536 bytes.');
    }
    return { kind: 'sealedBox', box, keyId: sealedValue.keyId };
  }

  #isAccepted(keyId: string): boolean {
    const key = this.#ring.find(keyId);
    if (key === undefined) return false;
    if (key.keyId === this.#ring.current.keyId) return true;
    const successors = this.#ring.all
      .map((each) => each.createdAt.getTime())
      .filter((createdAt) => createdAt > key.createdAt.getTime());
    return successors.length > 0 && Date.now() <= Math.min(...successors) + this.#graceMs;
  }
}

function notExactlyOne(): BadUserInput {
  return BadUserInput.at('value', 'exclusive', 'Give exactly one of value and sealedValue.');
}
