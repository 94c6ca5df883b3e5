import { MASK } from '../../core/plaintext';
import { utf8Text } from '../../crypto/bytes';
import type { MaskPatterns } from './mask-patterns';

const MASK_BYTES = Buffer.from(MASK);

/** Masks every occurrence. */
export function maskedBytes(bytes: Uint8Array, patterns: MaskPatterns): Buffer {
  const regions = patterns.find(bytes);
  const pieces: Uint8Array[] = [];
  let passed = 0;
  for (const { start, end } of regions) {
    pieces.push(bytes.subarray(passed, start), MASK_BYTES);
    passed = end;
  }
  return Buffer.concat([...pieces, bytes.subarray(passed)]);
}

/** Masks a header in which each character stands for one byte. @returns the header decoded as UTF-8 if it is valid. */
export function maskedHeader(text: string, patterns: MaskPatterns): string {
  const bytes = maskedBytes(Buffer.from(text, 'latin1'), patterns);
  return utf8Text(bytes) ?? bytes.toString('latin1');
}
