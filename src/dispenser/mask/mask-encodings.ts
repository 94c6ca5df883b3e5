import { utf8Text } from '../../crypto/bytes';

/** A shorter value is not masked: it would match too much text that is not secret. */
export const MIN_MASKED_CHARACTERS = 4;

/** Above this size in bytes, a value is masked in fewer encodings, to bound the memory: plain, base64 and JSON. */
export const EVERY_ENCODING_BYTES = 8192;

/** Widths at which tools break base64 into lines: PEM (RFC 7468 §2) and MIME (RFC 2045 §6.8). */
const LINE_WIDTHS = [64, 76] as const;

const UNRESERVED = /[A-Za-z0-9\-._~]/;
// The characters that common encoders keep: RFC 3986 §2.3, the WHATWG form serializer, encodeURIComponent, encodeURI,
// and encoders that keep the slashes of a path.
const URL_SAFE: readonly RegExp[] = [
  UNRESERVED,
  /[A-Za-z0-9\-._*]/,
  /[A-Za-z0-9\-._~!*'()]/,
  /[A-Za-z0-9\-._~!*'();/?:@&=+$,#]/,
  /[A-Za-z0-9\-._~/]/,
];

/** True for a value that is long enough to be masked: in characters if it is UTF-8, otherwise in bytes. */
export function isMaskable(value: Uint8Array): boolean {
  const text = utf8Text(value);
  return (text === undefined ? value.length : [...text].length) >= MIN_MASKED_CHARACTERS;
}

/**
 * All encodings of a value that are searched in output: as it is, without white space at its ends, in base64 and
 * base64url (alone, broken into lines, and inside longer data at each of the three alignments), in hex, URL-encoded,
 * and escaped as JSON once and twice.
 *
 * @returns the encodings without duplicates; none for a value that is too short.
 */
export function maskedEncodings(value: Uint8Array): readonly Uint8Array[] {
  const encodings = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array) => {
    if (bytes.length >= MIN_MASKED_CHARACTERS) encodings.set(Buffer.from(bytes).toString('latin1'), bytes);
  };
  const text = utf8Text(value);
  const trimmed = text?.trim();
  for (const spelling of [value, ...(trimmed === undefined ? [] : [Buffer.from(trimmed)])]) {
    if (!isMaskable(spelling)) continue;
    add(spelling);
    for (const encoding of base64Encodings(spelling)) add(encoding);
    if (spelling.length > EVERY_ENCODING_BYTES) continue;
    for (const encoding of [...hexEncodings(spelling), ...urlEncodings(spelling)]) add(encoding);
  }
  if (text !== undefined && isMaskable(value)) {
    const spelling = isMaskable(Buffer.from(text.trim())) ? text.trim() : text;
    for (const encoding of jsonEncodings(spelling)) add(encoding);
  }
  return [...encodings.values()];
}

function* base64Encodings(value: Uint8Array): Generator<Uint8Array> {
  const alone = Buffer.from(value).toString('base64');
  const stable = [0, 1, 2].map((shift) => stableBase64(value, shift));
  const texts = [alone, alone.replace(/=+$/, ''), ...stable];
  for (const width of LINE_WIDTHS) texts.push(inLines(alone, width), inLines(stable[0] ?? '', width));
  for (const text of texts) {
    yield Buffer.from(text);
    yield Buffer.from(text.replaceAll('+', '-').replaceAll('/', '_'));
  }
}

/** The base64 characters that depend on the value alone if `shift` bytes (mod 3) precede it and any bytes follow. */
function stableBase64(value: Uint8Array, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), value]).toString('base64');
  return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + value.length) * 8) / 6));
}

function inLines(text: string, width: number): string {
  return text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
}

function* hexEncodings(value: Uint8Array): Generator<Uint8Array> {
  const hex = Buffer.from(value).toString('hex');
  yield Buffer.from(hex);
  yield Buffer.from(hex.toUpperCase());
}

function* urlEncodings(value: Uint8Array): Generator<Uint8Array> {
  for (const safe of URL_SAFE) {
    for (const space of ['%20', '+']) {
      for (const upper of [true, false]) yield Buffer.from(percentEncoded(value, safe, space, upper));
    }
  }
}

function percentEncoded(value: Uint8Array, safe: RegExp, space: string, upper: boolean): string {
  return Array.from(value, (byte) => {
    const character = String.fromCharCode(byte);
    if (character === ' ') return space;
    if (byte < 0x80 && safe.test(character)) return character;
    const hex = byte.toString(16).padStart(2, '0');
    return `%${upper ? hex.toUpperCase() : hex}`;
  }).join('');
}

/**
 * As JavaScript escapes, and as encoders do that write ASCII only, that escape slashes, or that escape HTML characters.
 */
function* jsonEncodings(text: string): Generator<Uint8Array> {
  const plain = escapedJson(text);
  const ascii = plain.replace(/[\u007f-\uffff]/g, unicodeEscape);
  const variants = [plain, ascii, ascii.replaceAll('/', '\\/'), plain.replaceAll('/', '\\/')];
  variants.push(plain.replace(/[<>&\u2028\u2029]/g, unicodeEscape));
  for (const variant of variants) {
    yield Buffer.from(variant);
    yield Buffer.from(escapedJson(variant));
  }
}

function escapedJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
