/** One way in which a canary may be written, and from which length a part of it is called a sighting. */
export interface CanaryForm {
  /** Name for reports, such as `base64` or `hex`. */
  readonly encoding: string;
  readonly bytes: Buffer;
  /** The shortest run of bytes that counts: what 12 consecutive characters take. */
  readonly window: number;
}

/** The length in characters from which a part of a canary, or of its base64 or hex text, counts. */
const WINDOW_CHARACTERS = 12;

/**
 * Every form the probe looks for. The byte lists are how Node prints a Buffer in JSON and in `util.inspect`. UTF-16BE
 * is UTF-16LE without its first character's first byte. Base64url needs no form of its own: no three letters or digits of ASCII yield
 * one of the two characters in which the alphabets differ.
 */
export function formsOf(text: string): CanaryForm[] {
  const characters = [...text];
  const pieces = (encoding: string, write: (code: number) => string): CanaryForm => {
    const parts = characters.map((character) => write(character.charCodeAt(0)));
    return { encoding, bytes: Buffer.from(parts.join('')), window: shortestWindow(parts) };
  };
  const hex = (code: number): string => code.toString(16).padStart(2, '0');
  const upperHex = (code: number): string => hex(code).toUpperCase();
  return distinct([
    { encoding: 'raw', bytes: Buffer.from(text), window: WINDOW_CHARACTERS },
    ...[0, 1, 2].map((shift) => base64Form(text, shift)),
    { encoding: 'hex', bytes: Buffer.from(Buffer.from(text).toString('hex')), window: WINDOW_CHARACTERS },
    {
      encoding: 'HEX',
      bytes: Buffer.from(characters.map((c) => upperHex(c.charCodeAt(0))).join('')),
      window: WINDOW_CHARACTERS,
    },
    pieces('url escape', (code) => `%${hex(code)}`),
    pieces('url escape', (code) => `%${upperHex(code)}`),
    pieces('json escape', (code) => `\\u00${hex(code)}`),
    pieces('json escape', (code) => `\\u00${upperHex(code)}`),
    pieces('javascript escape', (code) => `\\x${hex(code)}`),
    pieces('html escape', (code) => `&#${code};`),
    pieces('html escape', (code) => `&#x${hex(code)};`),
    pieces('html escape', (code) => `&#x${upperHex(code)};`),
    pieces('byte list', (code) => `${code},`),
    pieces('byte list', (code) => `${code}, `),
    pieces('buffer listing', (code) => `${hex(code)} `),
    { encoding: 'utf-16le', bytes: Buffer.from(text, 'utf16le'), window: 2 * WINDOW_CHARACTERS - 1 },
  ]);
}

/** The characters that depend on the canary alone when `shift` (mod 3) unknown bytes precede and others follow it. */
function base64Form(text: string, shift: number): CanaryForm {
  const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
  const first = Math.ceil((shift * 8) / 6);
  const end = Math.floor(((shift + text.length) * 8) / 6);
  return { encoding: 'base64', bytes: Buffer.from(encoded.slice(first, end)), window: WINDOW_CHARACTERS };
}

/** The separator after the last character of a window may be missing, where the text ends or is cut. */
function shortestWindow(parts: readonly string[]): number {
  const separator = /[, ]+$/.exec(parts[0] ?? '')?.[0].length ?? 0;
  const lengths = parts
    .slice(0, parts.length - WINDOW_CHARACTERS + 1)
    .map((_, start) => parts.slice(start, start + WINDOW_CHARACTERS).join('').length);
  return Math.min(...lengths) - separator;
}

function distinct(forms: CanaryForm[]): CanaryForm[] {
  return [...new Map(forms.map((form) => [form.bytes.toString('latin1'), form])).values()];
}
