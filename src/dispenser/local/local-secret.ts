import { type Plaintext, revealPlaintext } from '../../core/plaintext';
import { type Secret, SecretType } from '../../core/secret';
import { utf8Text } from '../../crypto/bytes';
import { DeliveryError } from '../delivery/delivery.error';
import { isMaskable, MIN_MASKED_CHARACTERS } from '../mask/mask-encodings';
import { controlsExecution, variableName, variableNames } from './child-environment';
import type { PrivateFolder } from './private-folder';

/** The metadata of a secret that matters to a command. */
export type LocalSecretMetadata = Pick<Secret, 'name' | 'type' | 'isFile' | 'isSensitive'>;

/** One opened secret, and the environment variable that it goes into. */
export interface LocalSecret {
  readonly secret: LocalSecretMetadata;
  readonly variable: string;
  readonly value: Plaintext;
}

/** The secrets for a local command, and warnings for the operator. */
export interface LocalDelivery {
  readonly secrets: readonly LocalSecret[];
  /** One sentence for each secret that is left out or not masked. They name secrets and hold no values. */
  readonly warnings: readonly string[];
}

/** Why a secret cannot be a variable; undefined if it can. */
export function reasonToSkip(secret: LocalSecretMetadata): string | undefined {
  // The seed would let the child generate codes forever.
  if (secret.type === SecretType.TOTP) return 'holds a TOTP seed, which is never given out, and is left out';
  if (controlsExecution(variableName(secret.name))) {
    return 'has the name of a variable that changes which programs run, and is left out';
  }
  return undefined;
}

/**
 * Assigns variables to opened secrets.
 *
 * @throws DeliveryError for a value that a variable cannot hold, and for two secrets that would share a variable.
 */
export function asVariables(
  opened: readonly { readonly secret: LocalSecretMetadata; readonly value: Plaintext }[],
): LocalDelivery {
  const warnings: string[] = [];
  const chosen = opened.filter(({ secret }) => {
    const reason = reasonToSkip(secret);
    if (reason !== undefined) warnings.push(`the secret "${secret.name}" ${reason}`);
    return reason === undefined;
  });
  const variables = variableNames(chosen.map(({ secret }) => secret.name));
  const secrets = chosen.map(({ secret, value }) => {
    if (!secret.isFile) requireText(secret, value);
    if (secret.isSensitive && !isMaskable(revealPlaintext(value))) {
      warnings.push(
        `the value of "${secret.name}" has fewer than ${MIN_MASKED_CHARACTERS} characters and is not masked in the output`,
      );
    }
    return { secret, variable: variables.get(secret.name)!, value };
  });
  return { secrets, warnings };
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

/** @throws DeliveryError for bytes that a variable cannot hold: NUL, and anything but UTF-8. */
function requireText(secret: LocalSecretMetadata, value: Plaintext): void {
  const bytes = revealPlaintext(value);
  if (!bytes.includes(0) && utf8Text(bytes) !== undefined) return;
  throw new DeliveryError(
    `the value of "${secret.name}" is not text and cannot be a variable; store it as a file (isFile)`,
  );
}
