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

/** One opened secret on its way into a delivery. */
export interface DeliveryItem extends DeliveredMetadata {
  readonly plaintext: Plaintext;
}

/**
 * Seals values to a consumer's key (HPKE, RFC 9180, base mode). Whoever sees the result sees which secrets and versions
 * are in it, and for whom and until when it is; the rest is ciphertext.
 *
 * @param info HPKE's: what kind of bundle it is.
 */
export async function sealDelivery(
  publicKey: string,
  about: Omit<DeliveryHeader, 'secrets'>,
  items: readonly DeliveryItem[],
  info: Uint8Array = DELIVERY_INFO,
): Promise<SealedDelivery> {
  const header = { ...about, secrets: items.map(({ id, version }) => ({ id, version })) };
  const content = deliveryContent(
    items.map(({ plaintext: _sealedBeside, ...metadata }) => metadata),
    items.map(({ plaintext }) => revealPlaintext(plaintext)),
  );
  try {
    const aad = deliveryBinding(header);
    return { ...header, ...(await sealToConsumer(publicKey, content, { info, aad })) };
  } finally {
    content.fill(0);
  }
}
