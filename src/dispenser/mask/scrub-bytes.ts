import type { MaskAutomaton } from './mask-automaton';
import { MaskStream } from './mask-stream';

/** The bytes with every occurrence of a pattern replaced by the mask. */
export async function scrubbedBytes(bytes: Uint8Array, patterns: MaskAutomaton): Promise<Buffer> {
  const stream = new MaskStream(patterns);
  stream.end(bytes);
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

/** A header, as the client gives it (a character for each byte), with every occurrence of a pattern replaced by the mask. */
export async function scrubbedHeader(text: string, patterns: MaskAutomaton): Promise<string> {
  const bytes = await scrubbedBytes(Buffer.from(text, 'latin1'), patterns);
  const decoded = bytes.toString('utf8');
  return Buffer.compare(Buffer.from(decoded), bytes) === 0 ? decoded : bytes.toString('latin1');
}
