import { BadUserInput, KeyUnavailable } from '../core/errors';
import { generatedValue } from '../core/generated-value';
import { VALUE_BYTES } from '../core/plaintext';
import type { Secret } from '../core/secret';
import { checkedSecretValue } from '../core/secret-value';
import type { SealContent } from '../crypto/seal';
import { parseSealedBox, sealedBoxPlaintextBytes } from '../crypto/sealed-box';
import type { SealingKeyRing } from '../crypto/sealing-key';
import type { GivenValue } from './secret.command';

/** Checks a given value, as far as that is possible without opening a sealed one, and gives the content to seal. */
export class SecretContent {
  readonly #ring: SealingKeyRing;
  readonly #graceMs: number;

  /** @param graceMs milliseconds for which clients may still seal to a key generation after a newer one was promoted. */
  constructor(ring: SealingKeyRing, graceMs: number) {
    this.#ring = ring;
    this.#graceMs = graceMs;
  }

  /** The key generation that clients should seal to. `publicKey` is base64, for a libsodium sealed box. */
  get sealingKey(): { readonly keyId: string; readonly publicKey: string } {
    const { keyId, boxPublicKey } = this.#ring.current;
    return { keyId, publicKey: Buffer.from(boxPublicKey).toString('base64') };
  }

  /**
   * The content of a new secret.
   *
   * @throws BadUserInput rule `exclusive` unless exactly one of value, sealedValue and generate is given; otherwise as {@link optional}.
   */
  required(given: GivenValue, secret: Pick<Secret, 'type' | 'isFile'>): SealContent {
    const content = this.optional(given, secret);
    if (content === undefined) throw notExactlyOne();
    return content;
  }

  /**
   * The content of a change.
   *
   * @param secret the type and file flag that the value must fit.
   * @returns undefined if none of value, sealedValue and generate is given.
   * @throws BadUserInput rules `exclusive`, `length`, `base64`, `sealed_box`, `cookie`, `totp`, and those of
   * {@link generatedValue}; KeyUnavailable for a
   * key that is unknown or past its grace time.
   */
  optional(given: GivenValue, secret: Pick<Secret, 'type' | 'isFile'>): SealContent | undefined {
    const { value, sealedValue, generate } = given;
    if ([value, sealedValue, generate].filter((each) => each != null).length > 1) throw notExactlyOne();
    if (generate != null) return { kind: 'plaintext', plaintext: generatedValue(generate, secret) };
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
  return BadUserInput.at('value', 'exclusive', 'Give exactly one of value, sealedValue and generate.');
}
