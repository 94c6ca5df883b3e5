import { KeyFormatError } from '../../crypto/crypto.error';
import { Opener } from '../../crypto/open/open';
import { type OpeningKeyRing, parseOpeningKeys } from '../../crypto/open/opening-key';
import { PrivateFileError, readPrivateFile } from '../../files/private-file';
import { DeliveryError } from '../delivery/delivery.error';

/** The source of the opening keys: a text or, without one, a file that only its owner can read. */
export interface OpeningKeySource {
  readonly text: string | undefined;
  readonly file: string;
}

/** Reads the opening keys. @throws DeliveryError; the message names the variable and the rule. */
export function readOpeningKeys({ text, file }: OpeningKeySource): OpeningKeyRing {
  const name = text === undefined ? 'SECRETS_GATEWAY_OPENING_KEY_FILE' : 'SECRETS_GATEWAY_OPENING_KEY';
  try {
    return parseOpeningKeys(text ?? readPrivateFile(file, { atMost: '1 MiB' }));
  } catch (error) {
    if (error instanceof KeyFormatError || error instanceof PrivateFileError) {
      throw new DeliveryError(`${name}: ${error.message}`);
    }
    throw error;
  }
}

/** An opener with the keys of the source. @throws DeliveryError */
export function openerOf(source: OpeningKeySource): Opener {
  return new Opener(readOpeningKeys(source));
}
