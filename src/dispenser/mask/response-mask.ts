import { utf8Text } from '../../crypto/bytes';
import { MaskAutomaton } from './mask-automaton';
import { EVERY_ENCODING_BYTES, maskedEncodings } from './mask-encodings';
import { MaskStream } from './mask-stream';

const QUOTES = ['&quot;', '&#34;', '"'] as const;
const APOSTROPHES = ['&#39;', '&#x27;', '&apos;', "'"] as const;

/**
 * Builds the patterns to mask in the answer of an upstream host: the encodings that are masked in the output of a child
 * process, and two more that occur in answers: escaped as HTML, in which error pages quote requests, and UTF-16.
 */
export function responsePatterns(values: readonly Uint8Array[]): MaskAutomaton {
  return new MaskAutomaton(
    values.flatMap((value) => [...maskedEncodings(value), ...responseEncodings(value)]),
  );
}

/** Masks every occurrence of a pattern. */
export async function maskedBytes(bytes: Uint8Array, patterns: MaskAutomaton): Promise<Buffer> {
  const stream = new MaskStream(patterns);
  stream.end(bytes);
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

/** Masks a header in which each character stands for one byte. @returns the header decoded as UTF-8 if it is valid. */
export async function maskedHeader(text: string, patterns: MaskAutomaton): Promise<string> {
  const bytes = await maskedBytes(Buffer.from(text, 'latin1'), patterns);
  return utf8Text(bytes) ?? bytes.toString('latin1');
}

function responseEncodings(value: Uint8Array): readonly Uint8Array[] {
  const text = utf8Text(value);
  // A value that is too short is not masked, and bytes that are not text are not escaped as text.
  if (maskedEncodings(value).length === 0 || text === undefined) return [];
  const littleEndian = Buffer.from(text, 'utf16le');
  const encodings: Uint8Array[] = [littleEndian, Buffer.from(littleEndian).swap16()];
  if (value.length > EVERY_ENCODING_BYTES) return encodings;
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  for (const quote of QUOTES) {
    for (const apostrophe of APOSTROPHES) {
      encodings.push(Buffer.from(basic.replaceAll('"', quote).replaceAll("'", apostrophe)));
    }
  }
  return encodings;
}
