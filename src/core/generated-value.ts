import { randomInt } from 'node:crypto';
import { BadUserInput } from './errors';
import { Plaintext } from './plaintext';
import { SecretType } from './secret';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The characters of each alphabet. */
const CHARACTERS = {
  ALPHANUMERIC: `${LETTERS}${DIGITS}`,
  BASE64URL: `${LETTERS}${DIGITS}-_`,
  HEX: `${DIGITS}abcdef`,
  DIGITS,
  PRINTABLE: Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).join(''),
} as const;

/** What a generated value is made of. */
export const GeneratedAlphabet = {
  ALPHANUMERIC: 'ALPHANUMERIC',
  BASE64URL: 'BASE64URL',
  HEX: 'HEX',
  DIGITS: 'DIGITS',
  PRINTABLE: 'PRINTABLE',
} as const satisfies Record<keyof typeof CHARACTERS, string>;
export type GeneratedAlphabet = keyof typeof CHARACTERS;

/** How many characters a generated value has. */
export const GENERATED_LENGTH = { min: 16, default: 32, max: 1024 } as const;

/** A value that the gateway makes. */
export interface GivenGenerator {
  readonly length: number;
  readonly alphabet: GeneratedAlphabet;
}

/**
 * A random value. Every character is drawn alike (`crypto.randomInt`), so that none is more likely than another. Nobody
 * ever sees it: it is sealed at once.
 *
 * @param secret only text of type KEY_VALUE can be generated.
 * @throws BadUserInput rule `type` at `generate`, rule `range` at `generate.length`.
 */
export function generatedValue(
  { length, alphabet }: GivenGenerator,
  { type, isFile }: { readonly type: SecretType; readonly isFile: boolean },
): Plaintext {
  if (type !== SecretType.KEY_VALUE || isFile) {
    throw BadUserInput.at(
      'generate',
      'type',
      'Only the value of type KEY_VALUE that is no file is generated.',
    );
  }
  const { min, max } = GENERATED_LENGTH;
  if (!(length >= min && length <= max)) {
    throw BadUserInput.at('generate.length', 'range', `A generated value has ${min} to ${max} characters.`);
  }
  const characters = CHARACTERS[alphabet];
  const bytes = Uint8Array.from({ length }, () => characters.charCodeAt(randomInt(characters.length)));
  const value = Plaintext.ofBytes(bytes);
  bytes.fill(0);
  return value;
}
