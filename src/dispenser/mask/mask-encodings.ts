import { utf8Text } from '../../crypto/bytes';
import { COMMON_ESCAPES } from './escape-syntax';
import { EscapedView } from './escaped-view';
import { base32Codes, base64Codes, type Code, inUrlAlphabet } from './mask-code';
import { PlainView, ViewMemory } from './mask-view';

/** A shorter value is not masked: it would match too much text that is not secret. */
export const MIN_MASKED_CHARACTERS = 4;

/** A longer value, in bytes, is searched in fewer codes, to bound the memory. */
const EVERY_CODE_BYTES = 2048;

/** The shortest run of a value that is masked, in bytes. A shorter value is masked as a whole only. */
const RUN_BYTES = 12;

/** How many characters of a code {@link RUN_BYTES} are at least, whatever is before and after them. */
const RUN_IN = { base64: 15, base64Twice: 19, base64Utf16: 31, base32: 18, hex: 24, utf16: 23 } as const;

/** True for a value that is long enough to be masked: in characters if it is UTF-8, otherwise in bytes. */
export function isMaskable(value: Uint8Array): boolean {
  const text = utf8Text(value);
  return (text === undefined ? value.length : [...text].length) >= MIN_MASKED_CHARACTERS;
}

/** One way to write a value. */
export interface MaskedForm {
  readonly bytes: Uint8Array;
  /** Every run of so many bytes is masked; some shorter ones, too. At most the length of the form. */
  readonly run: number;
  /** True for the value as text; false for a code, of which a few characters say nothing. */
  readonly isText: boolean;
  /** Whether upper and lower case differ. */
  readonly isExact: boolean;
  /** How many `=` may follow its end. */
  readonly padding: number;
}

/**
 * All forms of a value to search: the value, without white space at its ends, with escapes of its own resolved, in
 * UTF-16, base64 and base64url at each of the three alignments, and hex; for all but long values also base64 twice, base64
 * of UTF-16, and base32. Escapes and lists of numbers need no form: the search resolves them.
 *
 * @returns none for a value that is too short.
 */
export function maskedForms(value: Uint8Array): readonly MaskedForm[] {
  const forms = new Map<string, MaskedForm>();
  for (const spelling of spellings(value)) {
    for (const form of formsOf(spelling)) {
      if (form.run < MIN_MASKED_CHARACTERS) continue;
      forms.set(`${form.isText} ${Buffer.from(form.bytes).toString('latin1')}`, form);
    }
  }
  return [...forms.values()];
}

function spellings(value: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(value);
  // White space of ASCII only: a byte such as A0 may be a part of a character.
  const trimmed = Buffer.from(bytes.toString('latin1').replace(/^[\t-\r ]+|[\t-\r ]+$/g, ''), 'latin1');
  return (trimmed.length === bytes.length ? [bytes] : [bytes, trimmed]).filter(isMaskable);
}

function* formsOf(value: Buffer): Generator<MaskedForm> {
  const text = utf8Text(value);
  for (const written of writings(value, text)) yield textForm(written, RUN_BYTES);
  if (text !== undefined) {
    const utf16 = Buffer.from(text, 'utf16le');
    yield textForm(utf16, RUN_IN.utf16);
    yield textForm(Buffer.from(utf16).swap16(), RUN_IN.utf16);
  }
  for (const code of base64Codes(value)) yield* base64Forms(code, RUN_IN.base64);
  const hex = value.toString('hex');
  yield codeForm({ text: hex, core: hex.length, padding: 0 }, RUN_IN.hex, false);
  if (value.length > EVERY_CODE_BYTES) return;
  for (const inner of base64Codes(value)) {
    const padded = inner.text + '='.repeat(inner.padding);
    for (const written of new Set([padded, inUrlAlphabet(padded), inUrlAlphabet(inner.text)])) {
      for (const code of base64Codes(Buffer.from(written))) yield* base64Forms(code, RUN_IN.base64Twice);
    }
  }
  if (text !== undefined) {
    for (const code of base64Codes(Buffer.from(text, 'utf16le'))) {
      yield* base64Forms(code, RUN_IN.base64Utf16);
    }
  }
  for (const code of base32Codes(value)) yield codeForm(code, RUN_IN.base32, false);
}

/** The value; what a reader makes of escapes in it; other letter cases of what is not ASCII; a form's `+` for a space. */
function writings(value: Buffer, text: string | undefined): readonly Buffer[] {
  const found = [value];
  for (let last = value; found.length < 3; ) {
    const next = withoutEscapes(last);
    if (next.equals(last) || !isMaskable(next)) break;
    found.push(next);
    last = next;
  }
  if (text !== undefined && /[^\0-\x7f]/.test(text)) {
    found.push(Buffer.from(text.toLowerCase()), Buffer.from(text.toUpperCase()));
  }
  if (text?.includes(' ')) found.push(Buffer.from(text.replaceAll(' ', '+')));
  return found;
}

/** The bytes with escapes resolved. */
function withoutEscapes(bytes: Buffer): Buffer {
  const memory = new ViewMemory();
  const view = EscapedView.of(new PlainView(bytes, memory), COMMON_ESCAPES, memory, 'once');
  return view === undefined ? bytes : Buffer.from(view.bytes.subarray(0, view.length));
}

function textForm(bytes: Uint8Array, run: number): MaskedForm {
  return { bytes, run: Math.min(run, bytes.length), isText: true, isExact: false, padding: 0 };
}

function* base64Forms(code: Code, run: number): Generator<MaskedForm> {
  for (const text of new Set([code.text, inUrlAlphabet(code.text)])) {
    yield codeForm({ ...code, text }, run, true);
  }
}

function codeForm({ text, core, padding }: Code, run: number, isExact: boolean): MaskedForm {
  return { bytes: Buffer.from(text), run: Math.min(run, core), isText: false, isExact, padding };
}
