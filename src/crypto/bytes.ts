import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const comparisonKey = randomBytes(32);

/**
 * True if both hold the same bytes. The time depends on the lengths only. Compares keyed digests, because
 * `timingSafeEqual` throws on unequal lengths, and a length check before it would reveal the length.
 */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  const digest = (bytes: Uint8Array) => createHmac('sha256', comparisonKey).update(bytes).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * Joins parts, each after its length in 4 bytes (big-endian), so that different lists of parts never give the same
 * bytes. Texts are encoded as UTF-8.
 */
export function lengthPrefixed(...parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    pieces.push(uint32(bytes.length), bytes);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** 4 bytes, big-endian. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** 8 bytes, big-endian. @param value a safe integer, 0 or more. */
export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/**
 * The text whose UTF-8 encoding the bytes are, with its byte order mark, if any; undefined for bytes that are not
 * UTF-8.
 */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
