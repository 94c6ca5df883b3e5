import { MaskAutomaton } from './mask-automaton';
import { EVERY_ENCODING_BYTES, maskedEncodings } from './mask-encodings';
import { MaskStream } from './mask-stream';

const QUOTES = ['&quot;', '&#34;', '"'] as const;
const APOSTROPHES = ['&#39;', '&#x27;', '&apos;', "'"] as const;

/**
 * What is taken out of an upstream server's answer: the values in all forms in which a child's output is masked, and in
 * two that answers have besides: escaped as HTML, in which error pages quote requests, and in UTF-16.
 */
export function responsePatterns(values: readonly Uint8Array[]): MaskAutomaton {
  return new MaskAutomaton(values.flatMap((value) => [...maskedEncodings(value), ...answerForms(value)]));
}

/** The bytes with every occurrence of a pattern replaced by the mask. */
export async function maskedBytes(bytes: Uint8Array, patterns: MaskAutomaton): Promise<Buffer> {
  const stream = new MaskStream(patterns);
  stream.end(bytes);
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

/** A header, as the client gives it (a character for each byte), with every occurrence of a pattern replaced by the mask. */
export async function maskedHeader(text: string, patterns: MaskAutomaton): Promise<string> {
  const bytes = await maskedBytes(Buffer.from(text, 'latin1'), patterns);
  const decoded = bytes.toString('utf8');
  return Buffer.compare(Buffer.from(decoded), bytes) === 0 ? decoded : bytes.toString('latin1');
}

function answerForms(value: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(value).toString('utf8');
  // Too short to be masked, or no text and then not escaped as one.
  if (maskedEncodings(value).length === 0 || Buffer.compare(Buffer.from(text), value) !== 0) return [];
  const littleEndian = Buffer.from(text, 'utf16le');
  const forms: Uint8Array[] = [littleEndian, Buffer.from(littleEndian).swap16()];
  if (value.length > EVERY_ENCODING_BYTES) return forms;
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  for (const quote of QUOTES) {
    for (const apostrophe of APOSTROPHES) {
      forms.push(Buffer.from(basic.replaceAll('"', quote).replaceAll("'", apostrophe)));
    }
  }
  return forms;
}
