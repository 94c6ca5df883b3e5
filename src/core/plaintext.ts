import { inspect } from 'node:util';

/** What every reader of a secret value gets, in every face, log line and error. */
export const MASK = '[REDACTED]';

/** The smallest and the largest value in bytes of UTF-8 (or of decoded base64 for a file). */
export const VALUE_BYTES = { min: 1, max: 64 * 1024 } as const;

/**
 * A secret value in memory. It prints, serializes, interpolates, compares and inspects as the mask; the bytes are
 * in a `#` field, which no spread, clone, `JSON.stringify`, `util.inspect` or template string can reach.
 *
 * The only way to the bytes is {@link revealPlaintext}; an architecture test names the few modules that may import it.
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

  /** Takes a text as UTF-8. Lone surrogates cannot be written as UTF-8, so {@link isWellFormedText} comes first. */
  static ofText(text: string): Plaintext {
    return new Plaintext(Buffer.from(text, 'utf8'));
  }

  /** Takes a copy of the bytes, so that the caller may wipe its own. */
  static ofBytes(bytes: Uint8Array): Plaintext {
    return new Plaintext(Uint8Array.from(bytes));
  }

  /** The bytes themselves. Static, so that an instance has no property that yields them. */
  static reveal(plaintext: Plaintext): Uint8Array {
    return plaintext.#bytes;
  }
}

/** The bytes of a value. Sealing, value checks and the dispenser call it; nobody else may import it. */
export function revealPlaintext(plaintext: Plaintext): Uint8Array {
  return Plaintext.reveal(plaintext);
}

/** False for a text with a lone surrogate, which UTF-8 would silently replace by U+FFFD. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed();
}

/**
 * Makes the instances of a class print, serialize, interpolate and inspect as the mask. What they hold belongs into `#`
 * fields, which no spread, clone, `JSON.stringify`, `util.inspect` or template string can reach.
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
