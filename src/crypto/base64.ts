/**
 * Decodes strictly. `Buffer.from(text, 'base64')` skips unknown characters, accepts both alphabets and ignores trailing
 * bits. Here a text is accepted only if encoding the result gives the same text, so that each byte string has exactly
 * one text.
 */
function decodeStrictly(text: string, encoding: 'base64' | 'base64url'): Uint8Array | undefined {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === text ? new Uint8Array(bytes) : undefined;
}

/** Standard alphabet with padding (RFC 4648 §4), canonical. Returns undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return decodeStrictly(text, 'base64');
}

/** URL alphabet without padding (RFC 4648 §5), canonical. Returns undefined for any other text. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return decodeStrictly(text, 'base64url');
}

/** URL alphabet without padding (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
