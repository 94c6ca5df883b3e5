import { inspect } from 'node:util';

/** What appears in place of a secret value in every API, log line and error. */
export const MASK = '[REDACTED]';

/** The smallest and the largest value in bytes: of its UTF-8, or of the decoded base64 for a file. */
export const VALUE_BYTES = { min: 1, max: 64 * 1024 } as const;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * A secret value in memory. It prints, serializes, interpolates, compares and inspects as the mask; the bytes are
 * in a `#` field, which no spread, clone, `JSON.stringify`, `util.inspect` or template string can reach.
 *
 * {@link revealPlaintext} is the only way to the bytes. An architecture test lists the modules that may import it.
 */
export class Plaintext {
  static {
    showAsMask(Plaintext);
  }

  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    Object.freeze(this);
  }

  /** A text as UTF-8. Check it with {@link isWellFormedText} first: UTF-8 cannot express a lone surrogate. */
  static ofText(text: string): Plaintext {
    return new Plaintext(Buffer.from(text, 'utf8'));
  }

  /** A copy of the bytes, so that the caller can wipe its own. */
  static ofBytes(bytes: Uint8Array): Plaintext {
    return new Plaintext(Uint8Array.from(bytes));
  }

  /** The same value without line ends, for base64 that a program has broken into lines (RFC 2045 §6.8). */
  static joinLines(plaintext: Plaintext): Plaintext {
    return new Plaintext(plaintext.#bytes.filter((byte) => byte !== LINE_FEED && byte !== CARRIAGE_RETURN));
  }

  /** The bytes themselves. Static, so that no property of an instance leads to them. */
  static reveal(plaintext: Plaintext): Uint8Array {
    return plaintext.#bytes;
  }
}

/** The bytes of a value, not a copy. Only sealing, the checks of values and the dispenser may import it. */
export function revealPlaintext(plaintext: Plaintext): Uint8Array {
  return Plaintext.reveal(plaintext);
}

/** Whether a text has no lone surrogate, which the encoder would silently replace with U+FFFD. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed();
}

/**
 * Makes the instances of a class print, serialize, interpolate and inspect as the mask. Keep what they hold in `#` fields.
 *
 * @example
 * class ApiKey {
 *   static {
 *     showAsMask(ApiKey);
 *   }
 *   readonly #bytes: Uint8Array;
 * }
 */
export function showAsMask(type: { readonly prototype: object }): void {
  const method = { value: () => MASK };
  Object.defineProperties(type.prototype, {
    toString: method,
    toJSON: method,
    [Symbol.toPrimitive]: method,
    [inspect.custom]: method,
  });
}
