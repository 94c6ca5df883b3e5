import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { KeyFormatError } from '../../crypto/crypto.error';
import { Opener } from '../../crypto/open/open';
import { type OpeningKeyRing, parseOpeningKeys } from '../../crypto/open/opening-key';
import { DeliveryError } from '../delivery/delivery.error';

const LARGEST_BYTES = 1024 * 1024;

/** Where the opening keys are: the text itself, or else a file that only its owner may read. */
export interface OpeningKeySource {
  readonly text: string | undefined;
  readonly file: string;
}

/** Reads the opening keys. @throws DeliveryError that names the variable and the rule. */
export function readOpeningKeys({ text, file }: OpeningKeySource): OpeningKeyRing {
  const name = text === undefined ? 'OPENING_KEY_FILE' : 'OPENING_KEY';
  try {
    return parseOpeningKeys(text ?? readPrivateFile(file));
  } catch (error) {
    if (error instanceof KeyFormatError) throw new DeliveryError(`${name}: ${error.message}`);
    throw error;
  }
}

/** Opens with the keys of the source. @throws DeliveryError */
export function openerOf(source: OpeningKeySource): Opener {
  return new Opener(readOpeningKeys(source));
}

function readPrivateFile(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw refused(isMissing ? 'there is no such file' : 'the file cannot be read');
  }
  try {
    const state = fstatSync(file);
    if (!state.isFile() || state.size > LARGEST_BYTES) throw refused('must be a file of at most 1 MiB');
    if (process.platform !== 'win32' && (state.mode & 0o077) !== 0) {
      throw refused('others than its owner can read the file; set its mode to 600');
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function refused(rule: string): DeliveryError {
  return new DeliveryError(`OPENING_KEY_FILE: ${rule}`);
}
