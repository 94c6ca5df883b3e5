const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A value in a code. */
export interface Code {
  /** Without padding. */
  readonly text: string;
  /** How many of its characters depend on the value alone. */
  readonly core: number;
  /** How many characters of padding may follow. */
  readonly padding: number;
}

/**
 * Base64 (RFC 4648 §4) of the value with 0, 1 or 2 bytes before it, without the characters that depend on those. The last
 * character may depend on what follows: it is the one at the end of the data.
 */
export function base64Codes(value: Uint8Array): readonly Code[] {
  return [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), value]).toString('base64');
    const text = padded.replace(/=+$/, '');
    return codeAt(text, shift, value.length, 6, padded.length - text.length);
  });
}

/** Base32 (RFC 4648 §6) with 0 to 4 bytes before the value, as {@link base64Codes}. */
export function base32Codes(value: Uint8Array): readonly Code[] {
  return [0, 1, 2, 3, 4].map((shift) => {
    const text = base32Text(Buffer.concat([Buffer.alloc(shift), value]));
    return codeAt(text, shift, value.length, 5, (8 - (text.length % 8)) % 8);
  });
}

/** Base64url (RFC 4648 §5) of base64. */
export function inUrlAlphabet(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}

function codeAt(text: string, shift: number, length: number, bits: number, padding: number): Code {
  const first = Math.ceil((shift * 8) / bits);
  const end = Math.floor(((shift + length) * 8) / bits);
  return { text: text.slice(first), core: end - first, padding };
}

function base32Text(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31];
}
