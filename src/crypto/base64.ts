/**
 * Strict base64. `Buffer.from(text, 'base64')` skips what it does not know, takes both alphabets and ignores trailing
 * bits; here a text decodes only when encoding the result gives the same text back, so each byte string has one text.
 */
function decodeStrictly(text: string, encoding: 'base64' | 'base64url'): Uint8Array | undefined {
  const bytes = Buffer.from(text, encoding);
  return bytes.toString(encoding) === text ? new Uint8Array(bytes) : undefined;
}

/** Standard alphabet with padding (RFC 4648 §4), canonical. Undefined for any other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  return decodeStrictly(text, 'base64');
}

/** URL alphabet without padding (RFC 4648 §5), canonical. Undefined for any other text. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  return decodeStrictly(text, 'base64url');
}

/** URL alphabet without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
