import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { sealToConsumer } from './consumer-key';
import {
  DELIVERY_INFO,
  type DeliveredMetadata,
  type DeliveryHeader,
  deliveryBinding,
  deliveryContent,
  type SealedDelivery,
} from './delivery.format';

/** An opened secret that goes into a delivery, or came out of one. */
export interface DeliveryItem extends DeliveredMetadata {
  readonly plaintext: Plaintext;
}

/**
 * Seals values to a consumer's key (HPKE, RFC 9180, base mode). The header stays readable: consumer, times, and the ids
 * and versions of the secrets. The rest is ciphertext.
 *
 * @param publicKey 32 bytes in base64url, checked by `checkedConsumerKey`.
 * @param info HPKE's `info`, which separates the kinds of bundle; that of values when left out.
 */
export async function sealDelivery(
  publicKey: string,
  about: Omit<DeliveryHeader, 'secrets'>,
  items: readonly DeliveryItem[],
  info: Uint8Array = DELIVERY_INFO,
): Promise<SealedDelivery> {
  const header = { ...about, secrets: items.map(({ id, version }) => ({ id, version })) };
  const content = deliveryContent(
    items.map(({ plaintext: _sealedSeparately, ...metadata }) => metadata),
    items.map(({ plaintext }) => revealPlaintext(plaintext)),
  );
  try {
    const aad = deliveryBinding(header);
    return { ...header, ...(await sealToConsumer(publicKey, content, { info, aad })) };
  } finally {
    content.fill(0);
  }
}
