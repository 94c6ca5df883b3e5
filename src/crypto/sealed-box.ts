import { BadUserInput } from '../core/errors';
import { VALUE_BYTES } from '../core/plaintext';
import { decodeBase64 } from './base64';

/** What libsodium's `crypto_box_seal` adds: an ephemeral public key of 32 bytes and a tag of 16. */
const SEALED_BOX_OVERHEAD = 48;

/** Length in bytes of a sealed box that holds an allowed value. */
export const SEALED_BOX_BYTES = {
  min: VALUE_BYTES.min + SEALED_BOX_OVERHEAD,
  max: VALUE_BYTES.max + SEALED_BOX_OVERHEAD,
} as const;

const LONGEST_TEXT = 4 * Math.ceil(SEALED_BOX_BYTES.max / 3);

/**
 * Reads a sealed box as clients send it: standard base64 with padding, canonical, 49 bytes to 64 KiB + 48.
 *
 * Whether it opens is known only to who holds the opening key.
 *
 * @param path where the text was given, for the violation.
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

/** How many bytes the value in a sealed box has; libsodium's format makes it known without opening. */
export function sealedBoxPlaintextBytes(box: Uint8Array): number {
  return box.length - SEALED_BOX_OVERHEAD;
}

function wrongLength(path: string): BadUserInput {
  const { min, max } = SEALED_BOX_BYTES;
  return BadUserInput.at(path, 'length', `A sealed box has ${min} to ${max} bytes before base64.`);
}
