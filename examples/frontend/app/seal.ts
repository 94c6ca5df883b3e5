import type { ApolloClient } from '@apollo/client';
import { sealingKeyDocument } from './documents';
import type { SealedValueInput } from './generated/graphql';

/** A value could not be sealed. The message is written for people. */
export class SealingFailed extends Error {}

/**
 * Seals a value in this page with libsodium's `crypto_box_seal`. Only the dispenser has the key that opens it.
 *
 * @throws SealingFailed if the organization has no sealing key that the caller may see.
 */
export async function sealValue(
  client: ApolloClient,
  organizationId: string,
  value: string,
): Promise<SealedValueInput> {
  const { default: sodium } = await import('libsodium-wrappers');
  const { data } = await client.query({
    query: sealingKeyDocument,
    variables: { id: organizationId },
    fetchPolicy: 'no-cache',
  });
  const key = data?.organization?.sealingKey;
  if (!key) throw new SealingFailed('The organization has no sealing key that you may see.');
  await sodium.ready;
  const { ORIGINAL } = sodium.base64_variants;
  const bytes = new TextEncoder().encode(value);
  const box = sodium.crypto_box_seal(bytes, sodium.from_base64(key.publicKey, ORIGINAL));
  bytes.fill(0);
  return { keyId: key.keyId, encryptedValue: sodium.to_base64(box, ORIGINAL) };
}
