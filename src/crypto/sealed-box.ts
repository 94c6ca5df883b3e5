import { BadUserInput } from '../core/errors';
import { VALUE_BYTES } from '../core/plaintext';
import { decodeBase64 } from './base64';

/** The bytes that libsodium's `crypto_box_seal` adds: an ephemeral public key of 32 and a tag of 16. */
const SEALED_BOX_OVERHEAD = 48;

/** Length in bytes of a sealed box that holds an allowed value. */
export const SEALED_BOX_BYTES = {
  min: VALUE_BYTES.min + SEALED_BOX_OVERHEAD,
  max: VALUE_BYTES.max + SEALED_BOX_OVERHEAD,
} as const;

const LONGEST_TEXT = 4 * Math.ceil(SEALED_BOX_BYTES.max / 3);

/**
 * Reads a sealed box as clients send it: standard base64 with padding, canonical, 49 bytes to 64 KiB + 48. Only the
 * holder of the opening key can find out whether it opens.
 *
 * @param path the field that holds the text, for the violation.
 * @throws BadUserInput rule `base64` or `length`.
 */
export function parseSealedBox(base64: string, path = 'encryptedValue'): Uint8Array {
  if (base64.length > LONGEST_TEXT) throw wrongLength(path);
  const box = decodeBase64(base64);
  if (box === undefined) {
    throw BadUserInput.at(path, 'base64', 'A sealed box is standard base64 with padding and nothing else.');
  }
  if (box.length < SEALED_BOX_BYTES.min || box.length > SEALED_BOX_BYTES.max) throw wrongLength(path);
  return box;
}

/** The length in bytes of the value in a sealed box, which libsodium's format reveals without opening. */
export function sealedBoxPlaintextBytes(box: Uint8Array): number {
  return box.length - SEALED_BOX_OVERHEAD;
}

function wrongLength(path: string): BadUserInput {
  const { min, max } = SEALED_BOX_BYTES;
  return BadUserInput.at(path, 'length', `A sealed box has ${min} to ${max} bytes before base64.`);
}
