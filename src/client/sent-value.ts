import { BadUserInput } from '../core/errors';
import { Plaintext, revealPlaintext } from '../core/plaintext';
import type { SecretType } from '../core/secret';
import { checkedSecretValue } from '../core/secret-value';
import { utf8Text } from '../crypto/bytes';
import { type SealedBox, sealBox } from '../crypto/seal-box';

/** The input fields of GraphQL for a value: sealed on this machine, or to be sealed by the gateway. */
export type SentValue = { readonly sealedValue: SealedBox } | { readonly value: string };

/** What a value is for. */
export interface SentKind {
  readonly type: SecretType;
  /** True for a file, whose bytes need not be text. */
  readonly isFile: boolean;
}

/**
 * The value as it is sent. It is checked as the gateway checks it, which cannot check what is sealed.
 *
 * @param key the sealing key of the organization; undefined to let the gateway seal.
 * @throws BadUserInput at `value`; it never quotes the value.
 */
export async function sentValue(
  plaintext: Plaintext,
  { type, isFile }: SentKind,
  key: { readonly keyId: string; readonly publicKey: string } | undefined,
): Promise<SentValue> {
  const bytes = revealPlaintext(plaintext);
  const submitted = isFile ? Buffer.from(bytes).toString('base64') : utf8Text(bytes);
  if (submitted === undefined) {
    throw BadUserInput.at('value', 'text', 'A value is text in UTF-8 unless it is a file.');
  }
  const given = isFile ? Plaintext.ofText(submitted) : plaintext;
  const content = checkedSecretValue(given, type, isFile, 'value');
  return key === undefined ? { value: submitted } : { sealedValue: await sealBox(content, key) };
}
