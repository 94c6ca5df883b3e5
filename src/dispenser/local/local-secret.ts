import { type Plaintext, revealPlaintext } from '../../core/plaintext';
import type { Secret } from '../../core/secret';
import { isMaskable, MIN_MASKED_CHARACTERS } from '../mask/mask-encodings';
import { mayBeWord } from '../mask/mask-strength';
import type { PrivateFolder } from './private-folder';

/** The metadata of a secret that matters to a command. */
export type LocalSecretMetadata = Pick<Secret, 'name' | 'type' | 'isFile' | 'isSensitive'>;

/** One opened secret, and the environment variable that it goes into. */
export interface LocalSecret {
  readonly secret: LocalSecretMetadata;
  readonly variable: string;
  readonly value: Plaintext;
}

/**
 * The variables for the child. Secrets that are files are written to the folder, and their variables hold the paths.
 */
export function variablesOf(
  secrets: readonly LocalSecret[],
  folder: () => PrivateFolder,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secrets.map(({ secret, variable, value }) => {
      const bytes = revealPlaintext(value);
      return [
        variable,
        secret.isFile ? folder().write(variable, bytes) : Buffer.from(bytes).toString('utf8'),
      ];
    }),
  );
}

/** The values to mask in the child's output: those of all sensitive secrets. */
export function maskedValues(secrets: readonly LocalSecret[]): readonly Uint8Array[] {
  return secrets.filter(({ secret }) => secret.isSensitive).map(({ value }) => revealPlaintext(value));
}

/** Sentences about sensitive secrets whose values are not masked, or not everywhere. */
export function maskLines(secrets: readonly LocalSecret[]): readonly string[] {
  const masked = secrets.filter(({ secret }) => secret.isSensitive);
  const [words, never] = [[], []] as [string[], string[]];
  for (const { secret, value } of masked) {
    const bytes = revealPlaintext(value);
    if (!isMaskable(bytes)) never.push(`"${secret.name}"`);
    else if (mayBeWord(bytes)) words.push(`"${secret.name}"`);
  }
  return [
    ...(never.length === 0
      ? []
      : [
          `not masked in the output, because the value has fewer than ${MIN_MASKED_CHARACTERS} characters: ${never.join(', ')}`,
        ]),
    ...(words.length === 0
      ? []
      : [`masked as whole words only, because the value is short or common: ${words.join(', ')}`]),
  ];
}
