import type { ApolloClient } from '@apollo/client';
import { sealingKeyDocument } from './documents';
import type { SealedValueInput } from './generated/graphql';

/** A value that could not be sealed. The message is made for people. */
export class SealingFailed extends Error {}

/**
 * Seals a value in this page (libsodium's `crypto_box_seal`), so that the gateway gets only what it cannot open. Only the
 * dispenser has the key that opens it.
 *
 * @throws SealingFailed when there is no key to seal to.
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
